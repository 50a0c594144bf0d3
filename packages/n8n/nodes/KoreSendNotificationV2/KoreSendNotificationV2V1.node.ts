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
  api: 'v2',
  messageParameters: ['channel', 'messageType', 'message', 'webhookInstanceName'],
  messageOptions: ['messageKey', 'userIdentityType'],
};

/**
 * Call 2 of Kore.ai: personal messages on WhatsApp, Google Chat, Webhook / IVR and MS Teams. n8n names files and classes by the
 * node, here koreSendNotificationV2, and its version.
 */
export class KoreSendNotificationV2V1 implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Kore Send Notification V2',
    name: 'koreSendNotificationV2',
    icon: {
      light: 'file:../../icons/kore-send-v2.svg',
      dark: 'file:../../icons/kore-send-v2.dark.svg',
    },
    group: ['output'],
    version: 1,
    subtitle: subtitleOf('v2'),
    description:
      'Send a personal Kore.ai proactive notification to many people on WhatsApp, Google Chat, Webhook / IVR or MS Teams, with placeholders filled for each of them, and tell who got it',
    defaults: { name: 'Kore Send Notification V2' },
    usableAsTool: true,
    inputs: [MAIN],
    outputs: [MAIN],
    credentials: [{ name: 'koreNotifyApi', required: true, testedBy: 'testConnection' }],
    properties: [
      ...oldNotice,
      operationProperty,
      ...channelProperties('v2', 'whatsapp'),
      {
        displayName: 'Webhook Instance Name',
        name: 'webhookInstanceName',
        type: 'string',
        displayOptions: { show: { channel: ['ivr'] } },
        default: '',
        placeholder: 'e.g. orders',
        description: 'Name of the webhook instance of the bot. Leave empty if the bot has only one.',
      },
      {
        displayName: 'Message Type',
        name: 'messageType',
        type: 'options',
        options: [
          {
            name: 'Script',
            value: 'script',
            description: 'JavaScript that the Kore.ai platform runs; placeholders are not filled in it',
          },
          {
            name: 'Template',
            value: 'template',
            description: 'JSON in the form of the channel, for example a card, or text with placeholders',
          },
          {
            name: 'Text',
            value: 'text',
            description: 'Text, with {placeholders} that are filled for each recipient',
          },
        ],
        default: 'text',
      },
      ...messageProperties('v2', {
        text: 'A {placeholder} is filled for each recipient from the field of that name',
        template:
          'One JSON object in the form of the channel, also as an expression that returns one; or text. A {placeholder} in a text is filled for each recipient.',
        script: 'JavaScript that the Kore.ai platform runs. Never build it from text that others typed.',
      }),
      ...recipientProperties('v2'),
      sendOptionProperties([
        {
          displayName: 'Message Key',
          name: 'messageKey',
          type: 'options',
          options: [
            { name: 'Content', value: 'content' },
            { name: 'Message', value: 'message' },
          ],
          default: 'message',
          description:
            'Key that the message stands under in the request, if the usual one of the channel does not work for your bot',
        },
        {
          displayName: 'User Identity Type',
          name: 'userIdentityType',
          type: 'string',
          default: 'resolve',
          description:
            'Change it only if Kore.ai support tells you so: resolve is the only value that is documented',
        },
      ]),
    ],
  };

  methods = { credentialTest: { testConnection } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return runSend.call(this, kind);
  }
}
