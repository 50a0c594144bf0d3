import type { SendReport } from '@kore-notify/core';
import type { Node, NodeMessage } from 'node-red';
import RED from 'node-red';
import { sendNode, startNodeRed, SURROUNDINGS } from '../bench/embedded-node-red.ts';
import type { Driver } from './host-process.ts';
import { MESSAGE, rowsOf } from './scenario.ts';

/** A real Node-RED in this process, and one message with all the rows. */
export const prepare: Driver = async (scenario, { url, app }, onShown) => {
  const { maxPerMinute, maxPerHour, timeScale } = scenario;
  await startNodeRed({
    hasPalette: true,
    credentials: { app: { clientSecret: app.clientSecret } },
    nodes: [
      ...SURROUNDINGS,
      {
        id: 'app',
        type: 'kore-app',
        host: url,
        botId: app.botId,
        clientId: app.clientId,
        maxPerMinute: String(maxPerMinute),
        maxPerHour: String(maxPerHour),
        timeScale: String(timeScale),
        configVersion: 1,
      },
      sendNode('kore-send-v2', MESSAGE),
    ],
  });
  const nodes = RED.nodes as unknown as { getNode(id: string): Node };
  const [sender, sink] = [nodes.getNode('sender'), nodes.getNode('sink')];
  // What travels to every open editor.
  RED.events.on('node-status', (event: { readonly id: string; readonly status: { text?: string } }) => {
    if (event.id === 'sender') onShown(event.status.text ?? '');
  });
  const message: NodeMessage = { payload: rowsOf(scenario) };
  const sent = <T>(give: () => void): Promise<T> =>
    new Promise((resolve) => {
      sink.once('input', (msg) => resolve((msg as unknown as { payload: T }).payload));
      give();
    });
  return {
    pass: () => sent(() => sink.receive(message)),
    run: async () => (await sent<SendReport>(() => sender.receive(message))).recipients,
  };
};
