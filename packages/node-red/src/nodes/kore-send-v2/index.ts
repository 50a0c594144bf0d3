import { V2_CHANNELS, V2_MESSAGE_TYPES } from '@kore-notify/core';
import type { NodeAPI } from 'node-red';
import { registerSendNode } from '../../send-node.ts';
import { FIELDS } from './fields.ts';
import { migrations } from './migrations.ts';

export default function register(RED: NodeAPI): void {
  registerSendNode(RED, {
    type: 'kore-send-v2',
    fields: FIELDS,
    migrations,
    choices: { koreSendV2Choices: { channel: V2_CHANNELS, messageType: V2_MESSAGE_TYPES } },
    send: (client, input, options) => client.sendV2(input, options),
  });
}
