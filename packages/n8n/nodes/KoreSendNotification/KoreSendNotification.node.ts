import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { testConnection } from '../../shared/ConnectionTest';
import { runSend, type SendKind } from '../../shared/RunSend';
import { recipientProperties, sendOptionProperties } from '../../shared/SendProperties';

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
    icon: { light: 'file:../../icons/kore.svg', dark: 'file:../../icons/kore.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: '={{$parameter["channel"]}}',
    description:
      'Send a Kore.ai proactive notification to many people on MS Teams or Slack, and tell who got it. The same message goes to everybody.',
    defaults: { name: 'Kore Send Notification' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'koreNotifyApi', required: true, testedBy: 'testConnection' }],
    properties: [
      {
        displayName: 'Channel',
        name: 'channel',
        type: 'options',
        options: [
          { name: 'MS Teams', value: 'msteams' },
          { name: 'Slack', value: 'slack' },
        ],
        default: 'msteams',
      },
      {
        displayName: 'Message Type',
        name: 'messageType',
        type: 'options',
        options: [
          {
            name: 'Script',
            value: 'script',
            description: 'JavaScript that the Kore.ai platform runs; what it prints is the message',
          },
          { name: 'Text', value: 'text' },
        ],
        default: 'text',
      },
      {
        displayName: 'Message',
        name: 'message',
        type: 'string',
        typeOptions: { rows: 3 },
        default: '',
        required: true,
        placeholder: 'e.g. Please reset your password.',
        description: 'The text that everybody gets, or the script',
      },
      ...recipientProperties('E-mail addresses'),
      sendOptionProperties([]),
    ],
  };

  methods = { credentialTest: { testConnection } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runSend.call(this, kind);
  }
}
