import { OTHER_CHANNEL, V1_CHANNELS, V1_MESSAGE_TYPES } from '@kore-notify/core';
import type { NodeAPI } from 'node-red';
import { registerSendNode } from '../../send-node.ts';
import { startingHelpOf } from '../../starting-help.ts';
import { FIELDS } from './fields.ts';
import { migrations } from './migrations.ts';

export default function register(RED: NodeAPI): void {
  registerSendNode(RED, {
    type: 'kore-send',
    fields: FIELDS,
    migrations,
    choices: {
      koreSendChoices: { channel: [...V1_CHANNELS, OTHER_CHANNEL], messageType: V1_MESSAGE_TYPES },
    },
    startingHelp: { koreSendHelp: startingHelpOf('v1') },
    api: 'v1',
  });
}
