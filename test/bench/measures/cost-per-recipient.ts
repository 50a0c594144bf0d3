import { type Client, createClient, type Http } from '@kore-notify/core';
import { JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import type { Figures, Measure } from '../measure.ts';
import { people, TEMPLATE } from '../sample-recipients.ts';
import { timeCalls } from '../time-calls.ts';

const SIZES = [10, 100, 10_000, 100_000, 1_000_000];
const PEER_SIZE = 1_000;
const ACCEPTED = { kind: 'answer', status: 200, headers: {}, body: '{"_id":"ds-1"}' } as const;

/** Microseconds a recipient of a whole send: check, build, pace, sign, read the answer, report. */
async function cost(client: Client, size: number): Promise<number> {
  const recipients = people(size);
  const send = async (): Promise<void> => {
    const { counts } = await client.sendV2({
      channel: 'msteams',
      messageType: 'template',
      message: TEMPLATE,
      recipients,
    });
    if (counts.accepted !== size) throw new Error(`Only ${counts.accepted} of ${size} were accepted.`);
  };
  return ((await timeCalls(send)) * 1_000) / size;
}

/** Nothing is on the wire, and no limit in the way. */
function newClient(): Client {
  const http: Http = { send: () => Promise.resolve(ACCEPTED) };
  const signer = new JsonwebtokenSigner({ algorithm: 'HS256', key: 'a-secret-of-no-value' });
  const limits = { maxPerMinute: 10_000_000, maxPerHour: 10_000_000 };
  return createClient(
    { http, clock: new SystemClock(), signer },
    { host: 'platform.example.org', botId: 'st-1', clientId: 'cs-1', ...limits },
  );
}

const nameOf = (size: number): string => `at ${size.toLocaleString('en')}`;

export const measure: Measure = {
  name: 'cost-per-recipient',
  title: 'Core: cost of a send per recipient, from 10 to 1,000,000 recipients',
  ours: {
    title: 'core',
    run: async () => {
      const figures: Record<string, number> = {};
      for (const size of SIZES) figures[nameOf(size)] = await cost(newClient(), size);
      return figures;
    },
  },
  peer: {
    title: `itself at ${PEER_SIZE.toLocaleString('en')}`,
    run: async (): Promise<Figures> => {
      const atPeerSize = await cost(newClient(), PEER_SIZE);
      return Object.fromEntries(SIZES.map((size) => [nameOf(size), atPeerSize]));
    },
  },
  comparisons: SIZES.map((size) => ({
    figure: nameOf(size),
    unit: 'µs',
    value: 'ours / peer',
    floor: { atMost: 1.5 },
  })),
};
