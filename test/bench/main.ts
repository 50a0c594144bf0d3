// Speed of the core, each figure against a peer in the same run: medians of rounds that take turns.
import { arch, cpus } from 'node:os';
import { createClient, type SendV2Input } from '@kore-notify/core';
import { jsonAnswer, FakeClock, FakeSigner, ScriptedHttp } from '@kore-notify/core/testing';
import { JsonwebtokenSigner } from '@kore-notify/core/node';
import jsonwebtoken from 'jsonwebtoken';

const ROUNDS = 15;
const CALLS_PER_ROUND = 40;
const RECIPIENTS = 1_000;

interface Measure {
  readonly name: string;
  readonly ours: () => unknown;
  readonly peerName: string;
  readonly peer: () => unknown;
}

const recipients = Array.from({ length: RECIPIENTS }, (_, index) => ({
  email: `person${index}@example.com`,
  parameters: { name: `Person ${index}`, orderId: `A-${index}` },
}));
const input: SendV2Input = {
  channel: 'msteams',
  messageType: 'template',
  message: 'Hello {name}, your order {orderId} left.',
  recipients,
};
const clock = new FakeClock();
const client = createClient(
  { clock, signer: new FakeSigner(), http: new ScriptedHttp(clock, [jsonAnswer(200, { _id: 'ds-1' })]) },
  // The clock stands still, and no round must meet the limit.
  {
    host: 'platform.example.org',
    botId: 'st-1',
    clientId: 'cs-1',
    maxPerMinute: 10_000_000,
    maxPerHour: 10_000_000,
  },
);
const body = {
  channel: 'msteams',
  userIdentityType: 'resolve',
  message: { type: 'template', value: input.message },
  identities: recipients,
};

const key = 'a-secret-of-no-value-but-long-enough';
const signer = new JsonwebtokenSigner({ algorithm: 'HS256', key });
const claims = {
  appId: 'cs-1',
  sub: 'cs-1',
  iat: 1_700_000_000,
  exp: 1_700_000_300,
  jti: '0123456789abcdef',
};

const measures: Measure[] = [
  {
    name: `send ${RECIPIENTS} V2 identities with parameters: validate, normalise, build, report`,
    ours: () => client.sendV2(input),
    peerName: 'JSON.stringify of the finished body',
    peer: () => JSON.stringify(body),
  },
  {
    name: 'sign a token with JTI',
    ours: () => signer.sign(claims),
    peerName: 'jsonwebtoken alone',
    peer: () => jsonwebtoken.sign(claims, key, { algorithm: 'HS256' }),
  },
];

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? arch()}, medians of ${ROUNDS} rounds`,
);
for (const { name, ours, peerName, peer } of measures) {
  const times = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.ours.push(await timeOf(ours));
    times.peer.push(await timeOf(peer));
  }
  const [our, their] = [median(times.ours), median(times.peer)];
  console.log(
    `${name}\n  ${our.toFixed(3)} ms; ${peerName} ${their.toFixed(3)} ms; ratio ${(our / their).toFixed(2)}`,
  );
}

/** Milliseconds a call. */
async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  for (let call = 0; call < CALLS_PER_ROUND; call++) await work();
  return (performance.now() - start) / CALLS_PER_ROUND;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
