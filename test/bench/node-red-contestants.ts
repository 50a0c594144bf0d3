import type { Contestant } from './measure.ts';
import { emails } from './sample-recipients.ts';

/** How many messages of how many recipients. */
export interface Load {
  readonly messages: number;
  readonly recipients: number;
}

const MESSAGE = 'The canteen opens at noon today.';
const BOT = 'st-1';

/** Each message to other people. */
function recipientsOf({ messages, recipients }: Load): string[][] {
  return Array.from({ length: messages }, (_, number) => emails(recipients, number * recipients));
}

/** Our node: validates, signs, paces, reports. */
export function koreSend(load: Load): Contestant {
  return {
    title: 'Kore Send',
    run: async (host) => {
      const { messagesPerSecond, sendNode, startNodeRed, SURROUNDINGS } =
        await import('./embedded-node-red.ts');
      const noLimit = '10000000';
      await startNodeRed({
        hasPalette: true,
        credentials: { app: { clientSecret: 'a-secret-of-no-value-but-long-enough' } },
        nodes: [
          ...SURROUNDINGS,
          {
            id: 'app',
            type: 'kore-app',
            host,
            botId: BOT,
            clientId: 'cs-1',
            maxPerMinute: noLimit,
            maxPerHour: noLimit,
            configVersion: 1,
          },
          sendNode('kore-send', MESSAGE),
        ],
      });
      const messages = recipientsOf(load).map((payload) => ({ payload }));
      const isGood = ({ payload }: { readonly payload?: unknown }): boolean =>
        (payload as { counts?: { accepted: number } } | undefined)?.counts?.accepted === load.recipients;
      return { 'messages/s': await messagesPerSecond(messages, isGood) };
    },
  };
}

/** Core's node as it comes from the palette, posting the same bodies without a token. */
export function httpRequest(load: Load): Contestant {
  return {
    title: 'http request, default',
    run: async (serverUrl) => {
      const { messagesPerSecond, startNodeRed, SURROUNDINGS } = await import('./embedded-node-red.ts');
      await startNodeRed({
        nodes: [
          ...SURROUNDINGS,
          {
            id: 'sender',
            type: 'http request',
            z: 'tab',
            method: 'POST',
            ret: 'txt',
            paytoqs: 'ignore',
            url: `${serverUrl}/api/public/bot/${BOT}/notify`,
            tls: '',
            persist: false,
            proxy: '',
            insecureHTTPParser: false,
            authType: '',
            senderr: false,
            headers: [],
            wires: [['sink']],
          },
        ],
      });
      const messages = recipientsOf(load).map((identities) => ({
        payload: {
          channel: 'msteams',
          userIdentityType: 'resolve',
          message: { type: 'text', val: MESSAGE },
          identities,
        },
      }));
      return { 'messages/s': await messagesPerSecond(messages, (msg) => msg['statusCode'] === 200) };
    },
  };
}
