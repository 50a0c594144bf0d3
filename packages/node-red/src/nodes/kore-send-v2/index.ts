import { OTHER_CHANNEL, V2_CHANNELS, V2_MESSAGE_TYPES } from '@kore-notify/core';
import type { NodeAPI } from 'node-red';
import { registerSendNode } from '../../send-node.ts';
import { startingHelpOf } from '../../starting-help.ts';
import { FIELDS } from './fields.ts';
import { migrations } from './migrations.ts';

export default function register(RED: NodeAPI): void {
  registerSendNode(RED, {
    type: 'kore-send-v2',
    fields: FIELDS,
    migrations,
    choices: {
      koreSendV2Choices: { channel: [...V2_CHANNELS, OTHER_CHANNEL], messageType: V2_MESSAGE_TYPES },
    },
    startingHelp: { koreSendV2Help: startingHelpOf('v2') },
    api: 'v2',
  });
}
