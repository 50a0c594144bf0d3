import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { channelProperties, messageProperties } from '../../shared/ChannelProperties';
import { testConnection } from '../../shared/ConnectionTest';
import { MAIN, oldNotice } from '../../shared/OldestN8n';
import { runSend, type SendKind } from '../../shared/RunSend';
import {
  operationProperty,
  recipientProperties,
  sendOptionProperties,
  subtitleOf,
} from '../../shared/SendProperties';

const kind: SendKind = {
  api: 'v1',
  messageParameters: ['channel', 'messageType', 'message'],
  messageOptions: [],
};

/** Call 1 of Kore.ai: MS Teams and Slack. */
export class KoreSendNotification implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Kore Send Notification',
    name: 'koreSendNotification',
    icon: { light: 'file:../../icons/kore-send.svg', dark: 'file:../../icons/kore-send.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: subtitleOf('v1'),
    description:
      'Send a Kore.ai proactive notification to many people on MS Teams or Slack, and tell who got it. The same message goes to everybody.',
    defaults: { name: 'Kore Send Notification' },
    usableAsTool: true,
    inputs: [MAIN],
    outputs: [MAIN],
    credentials: [{ name: 'koreNotifyApi', required: true, testedBy: 'testConnection' }],
    properties: [
      ...oldNotice,
      operationProperty,
      ...channelProperties('v1', 'msteams'),
      {
        displayName: 'Message Type',
        name: 'messageType',
        type: 'options',
        options: [
          {
            name: 'Card (JSON)',
            value: 'card',
            description: 'A rich message in the form of the channel, for example an Adaptive Card',
          },
          {
            name: 'Script',
            value: 'script',
            description: 'JavaScript that the Kore.ai platform runs; what it prints is the message',
          },
          { name: 'Text', value: 'text', description: 'The same text for everybody' },
        ],
        default: 'text',
      },
      ...messageProperties('v1', {
        text: 'The text that everybody gets',
        card: 'One JSON object in the form of the channel, for example an Adaptive Card; also as an expression that returns one',
        script: 'JavaScript that the Kore.ai platform runs. Never build it from text that others typed.',
      }),
      ...recipientProperties('v1'),
      sendOptionProperties([]),
    ],
  };

  methods = { credentialTest: { testConnection } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runSend.call(this, kind);
  }
}
