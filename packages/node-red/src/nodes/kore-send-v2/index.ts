import type { SendV2Input } from '@kore-notify/core';
import { V2_CHANNELS, V2_MESSAGE_TYPES } from '@kore-notify/core';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { runSend, sendOptionsOf } from '../../end-of-send.ts';
import { runNode } from '../../run-node.ts';
import { savedSwitch } from '../../saved-values.ts';
import { migrations } from './migrations.ts';

const fields = [
  'channel',
  'messageType',
  'message',
  'recipients',
  'identityField',
  'onceKey',
  'messageKey',
  'webhookInstanceName',
  'userIdentityType',
] as const;

export default function register(RED: NodeAPI): void {
  function koreSendV2(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    runNode({
      RED,
      node: this,
      saved,
      migrations,
      kindOf: (config) => ({
        fields,
        run: (run) =>
          runSend({
            run,
            options: sendOptionsOf(config, run.fields),
            includeUnknown: savedSwitch(config['includeUnknown']),
            // Of any type: the core checks what comes from a flow.
            send: (values, options) => run.client.sendV2(values as unknown as SendV2Input, options),
          }),
      }),
    });
  }

  RED.nodes.registerType('kore-send-v2', koreSendV2, {
    settings: {
      koreSendV2Choices: {
        value: { channel: V2_CHANNELS, messageType: V2_MESSAGE_TYPES },
        exportable: true,
      },
    },
  });
}
