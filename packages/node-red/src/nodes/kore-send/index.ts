import type { SendInput } from '@kore-notify/core';
import { V1_CHANNELS, V1_MESSAGE_TYPES } from '@kore-notify/core';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { runSend, sendOptionsOf } from '../../end-of-send.ts';
import { runNode } from '../../run-node.ts';
import { savedSwitch } from '../../saved-values.ts';
import { migrations } from './migrations.ts';

const fields = ['channel', 'messageType', 'message', 'recipients', 'identityField', 'onceKey'] as const;

export default function register(RED: NodeAPI): void {
  function koreSend(this: Node, saved: NodeDef): void {
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
            send: (values, options) => run.client.send(values as unknown as SendInput, options),
          }),
      }),
    });
  }

  RED.nodes.registerType('kore-send', koreSend, {
    settings: {
      koreSendChoices: {
        value: { channel: V1_CHANNELS, messageType: V1_MESSAGE_TYPES },
        exportable: true,
      },
    },
  });
}
