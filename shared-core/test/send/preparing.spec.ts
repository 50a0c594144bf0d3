import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createClient } from '../../src/client.ts';
import type { SendV2Input } from '../../src/vocabulary/inputs.ts';
import type { SendOptions } from '../../src/vocabulary/options.ts';
import type { Progress } from '../../src/vocabulary/progress.ts';
import { DuplicateIndex } from '../../src/recipients/duplicates.ts';
import { FakeClock, FakeSigner, ScriptedHttp } from '../../src/testing/index.ts';
import {
  ACCEPTED,
  addresses,
  assertAccounted,
  BOT_ID,
  CLIENT_ID,
  createBench,
  fates,
  HOST,
  identitiesOf,
  ivrTo,
  refusal,
  textTo,
} from '../run-client.ts';

/** A machine on which every look at the clock takes some milliseconds, and that can be asked what it did in its turns. */
class SlowClock extends FakeClock {
  turns = 0;
  onTurn = (): void => undefined;

  override elapsedMs(): number {
    this.shift(4);
    return super.elapsedMs();
  }

  override turn(): Promise<void> {
    this.turns++;
    this.onTurn();
    return super.turn();
  }
}

function createSlowBench() {
  const clock = new SlowClock();
  const http = new ScriptedHttp(clock, [ACCEPTED]);
  const limits = { maxPerMinute: 1_000_000, maxPerHour: 1_000_000 };
  const client = createClient(
    { http, clock, signer: new FakeSigner() },
    { host: HOST, botId: BOT_ID, clientId: CLIENT_ID, ...limits },
  );
  return { clock, http, client };
}

function bodiesOf(http: ScriptedHttp): unknown[] {
  return http.requests.flatMap(({ body = '{}' }) =>
    identitiesOf(JSON.parse(body) as Record<string, unknown>),
  );
}

describe('A long list of recipients', () => {
  it('leaves the host its turns while it is read and while the report is written, and tells how far it is', async () => {
    const { clock, http, client } = createSlowBench();
    const seen: Progress[] = [];
    const report = await clock.runUntilSettled(
      client.send(textTo(addresses(20_000)), { onProgress: (progress) => seen.push(progress) }),
    );
    assertAccounted(report, 20_000);
    assert.deepEqual(bodiesOf(http), addresses(20_000));
    const preparing = seen.filter(({ phase }) => phase === 'preparing');
    assert.deepEqual(
      preparing.map(({ recipientsRead }) => recipientsRead),
      Array.from(preparing, (_, turn) => (turn + 1) * 3_000).filter((read) => read <= 20_000),
    );
    for (const { recipientsTotal, requestsDone, counts } of preparing)
      assert.deepEqual([recipientsTotal, requestsDone, counts.unsent], [20_000, 0, 20_000]);
    // The rest of them belong to the report.
    assert.ok(clock.turns >= preparing.length * 2, `${clock.turns} turns`);
    assert.deepEqual([seen[preparing.length]?.phase, seen[preparing.length]?.requestsTotal], ['sending', 20]);
    assert.ok((seen[preparing.length]?.estimatedEnd ?? 0) > 0);
  });

  it('needs no turn of the host if it is short', async () => {
    const { clock, client } = createSlowBench();
    await clock.runUntilSettled(client.send(textTo(addresses(1_000))));
    assert.equal(clock.turns, 0);
  });

  it('is sent as it was when it was read, whatever becomes of its rows afterwards', async () => {
    const { clock, http, client } = createSlowBench();
    const rows = addresses(20_000).map((email) => ({ email, parameters: { name: `Name of ${email}` } }));
    const expected = structuredClone(rows);
    let changed = 0;
    clock.onTurn = () => {
      // One more part was read before each turn; whoever comes later is sent as changed.
      for (; changed < Math.min(clock.turns * 3_000, rows.length); changed++) {
        const row = rows[changed];
        if (row === undefined) continue;
        row.email = 'changed@example.com';
        row.parameters.name = 'changed';
      }
    };
    const report = await clock.runUntilSettled(client.sendV2(ivrTo(rows, { message: 'Hello {name}' })));
    assert.ok(changed > 3_000);
    assert.deepEqual(bodiesOf(http), expected);
    assert.equal(report.counts.accepted, 20_000);
  });

  it('of a few thousand is read before the call returns, so that rows can be changed at once', async () => {
    const bench = createBench([ACCEPTED]);
    const rows = addresses(3_000).map((email) => ({ email }));
    const run = bench.client.send(textTo(rows));
    for (const row of rows) row.email = 'changed@example.com';
    await bench.run(run);
    assert.deepEqual(bench.bodies().flatMap(identitiesOf), addresses(3_000));
  });

  it('leaves the host its turns while it is only planned', async () => {
    const { clock, http, client } = createSlowBench();
    const plan = await clock.runUntilSettled(client.plan('v1', textTo(addresses(20_000))));
    assert.equal(plan.recipients, 20_000);
    assert.ok(clock.turns > 3, `${clock.turns} turns`);
    assert.equal(http.requests.length, 0);
  });

  it('with a bad recipient at its end sends nothing', async () => {
    const { clock, http, client } = createSlowBench();
    await assert.rejects(
      clock.runUntilSettled(client.sendV2(ivrTo([...addresses(20_000), 'nobody']))),
      ({ code, message }: Error & { code?: string }) =>
        code === 'invalid_input' && message.includes('recipients[20000].email'),
    );
    assert.equal(http.requests.length, 0);
  });

  it('that is cancelled while it is read makes no request, and every recipient is unsent', async () => {
    const { clock, http, client } = createSlowBench();
    const controller = new AbortController();
    clock.onTurn = () => controller.abort();
    const report = await clock.runUntilSettled(
      client.send(textTo(addresses(20_000)), { signal: controller.signal }),
    );
    assertAccounted(report, 20_000);
    assert.equal(http.requests.length, 0);
    assert.deepEqual(new Set(fates(report)), new Set(['unsent: cancelled']));
  });
});

describe('Recipients that are there again', () => {
  const LONG = 'x'.repeat(200);
  const rows = fc.array(
    fc.record(
      {
        email: fc.constantFrom('a@x.org', 'b@x.org', 'c@x.org', 'd@x.org'),
        parameters: fc.constantFrom(
          { name: 'Ann', city: 'Bonn' },
          { city: 'Bonn', name: 'Ann' },
          { name: 'Bob' },
          { name: LONG },
        ),
        customMessage: fc.constantFrom('Hi', 'Hello Bob', LONG),
      },
      { requiredKeys: ['email'] },
    ),
    { minLength: 1, maxLength: 40 },
  );
  interface Row {
    readonly email: string;
    readonly parameters?: Readonly<Record<string, string | undefined>>;
    readonly customMessage?: string;
  }
  const textOf = ({ parameters = {}, customMessage = 'Hello {name}{city}' }: Row): string =>
    customMessage.replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? '');
  const kindOf = (row: Row): string => JSON.stringify([row.email, textOf(row)]);

  it('are found across requests, by what they read, and point to the first of their kind', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 5 }), async (recipients, recipientsPerRequest) => {
        const bench = createBench([ACCEPTED]);
        const input: SendV2Input = ivrTo(recipients, { message: 'Hello {name}{city}' });
        const options: SendOptions = { recipientsPerRequest, onMissingParameter: 'warning' };
        const report = await bench.run(bench.client.sendV2(input, options));
        const kinds = recipients.map(kindOf);
        assert.deepEqual(
          report.recipients.map(({ duplicateOf }, index) => duplicateOf ?? index),
          kinds.map((kind) => kinds.indexOf(kind)),
        );
        const firsts = recipients.filter((_, index) => kinds.indexOf(kinds[index] ?? '') === index);
        assert.deepEqual(
          bench
            .bodies()
            .flatMap(identitiesOf)
            .map((identity) => (identity as Row).email),
          firsts.map(({ email }) => email),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('are found as a Map would find them, also if all of them have the same hash', () => {
    const identities = fc.array(fc.integer({ min: 0, max: 300 }).map(String), { maxLength: 600 });
    fc.assert(
      fc.property(identities, fc.boolean(), fc.integer({ min: 1, max: 200 }), (list, isCrowded, atOnce) => {
        const firsts = isCrowded ? new DuplicateIndex(list, () => -7) : new DuplicateIndex(list);
        const found: number[] = [];
        for (let from = 0; from < list.length; from += atOnce) {
          const to = Math.min(list.length, from + atOnce);
          firsts.prepare(from, to);
          for (let index = from; index < to; index++) found.push(firsts.firstOf(index));
        }
        assert.deepEqual(
          found,
          list.map((identity) => list.indexOf(identity)),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('are halved like others when the platform says that a request is too large', async () => {
    const bench = createBench([refusal(413, 'Payload Too Large'), ACCEPTED]);
    const report = await bench.run(
      bench.client.sendV2(ivrTo(addresses(8).map((email) => ({ email }))), { recipientsPerRequest: 4 }),
    );
    assertAccounted(report, 8);
    assert.deepEqual(
      bench.bodies().map((body) => identitiesOf(body).length),
      [4, 4, 2, 2],
    );
    assert.equal(report.counts.accepted, 8);
  });
});
