import assert from 'node:assert/strict';
import type {
  RecipientsInput,
  StatusInput,
  UnsubscribeDevicesInput,
} from '../../../src/vocabulary/inputs.ts';
import { DEFAULTS, type SendOptions } from '../../../src/vocabulary/options.ts';
import { ACCEPTED, addresses, createBench, type TestBench, textTo } from '../../run-client.ts';

/** What a flow makes of `rows[row.phone] = row`. */
function indexedByPhone(...phones: number[]): object[] {
  const rows: object[] = [];
  for (const phone of phones) rows[phone] = { email: 'ann@example.com' };
  return rows;
}

/** An array of any length that costs nothing, and says of each position that it is there. */
function claiming(length: unknown): unknown[] {
  return new Proxy<unknown[]>([], {
    get: (_target, name) => (name === 'length' ? length : undefined),
    getOwnPropertyDescriptor: () => ({ value: 'ann@example.com', configurable: true }),
  });
}

/** Every trap of it throws. */
function unreadable(target: object = {}): object {
  const handler = new Proxy<ProxyHandler<object>>(
    {},
    {
      get: () => () => {
        throw new Error('Hands off.');
      },
    },
  );
  return new Proxy(target, handler);
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable<object[]>([], {});
  revoke();
  return proxy;
}

async function refusalOf(recipients: unknown, options: SendOptions = {}): Promise<string> {
  const bench = createBench([ACCEPTED]);
  const error = await bench.fail(bench.client.send(textTo(recipients as RecipientsInput), options));
  assert.equal(error.code, 'invalid_input');
  assert.equal(bench.http.requests.length, 0);
  assert.equal(error.problems.length, 1, error.message);
  return error.message;
}

/** The most that the heap may grow: far less than any of these lists would take. */
const FEW_BYTES = 64e6;

describe('A list that claims more than it holds', () => {
  let heapBefore = 0;
  beforeEach(() => {
    heapBefore = process.memoryUsage().rss;
  });
  afterEach(() => {
    assert.ok(process.memoryUsage().rss - heapBefore < FEW_BYTES, 'it took the memory that it claimed');
  });

  it('is refused as one with gaps', async () => {
    assert.match(
      await refusalOf(indexedByPhone(1_555_123_456)),
      /The list has 1 recipient and 1,555,123,456 gaps\. `rows\[phone\] = row` makes gaps: use push\./,
    );
    assert.match(
      await refusalOf(indexedByPhone(491_701_234, 491_705_678)),
      /2 recipients and 491,705,677 gaps/,
    );
    assert.match(await refusalOf(indexedByPhone(4_000)), /1 recipient and 4000 gaps/);
    assert.match(await refusalOf(new Array(3_000_000)), /0 recipients and 3,000,000 gaps/);
  });

  it('is refused so whatever the maximum is, and also where bad recipients are skipped', async () => {
    for (const maxRecipients of [0, 1, 1_000, 4_000_000_000])
      assert.match(
        await refusalOf(indexedByPhone(1_555_123_456), { maxRecipients, onBadRecipient: 'skip' }),
        /1,555,123,456 gaps/,
      );
  });

  it('is refused for its length alone, though every position seems to be there', async () => {
    for (const length of [5_000_001, 1e7, 2 ** 32 - 1, 2 ** 53, Infinity])
      assert.match(await refusalOf(claiming(length)), /and the maximum is 5,000,000/);
    assert.match(await refusalOf(claiming(1_001), { maxRecipients: 1_000 }), /1001 recipients.*1000/);
  });

  it('is refused if its length is no number', async () => {
    for (const length of [NaN, -1, 1.5, 'many', undefined, null])
      assert.match(await refusalOf(claiming(length)), /cannot be read/);
  });

  it('is refused as unreadable if it cannot be looked at', async () => {
    for (const list of [revoked(), unreadable([])]) assert.match(await refusalOf(list), /cannot be read/);
    await refusalOf(unreadable());
  });

  it('is no list of bytes', async () => {
    for (const list of [new Uint32Array(1e7), Buffer.alloc(1e7), new DataView(new ArrayBuffer(8))]) {
      assert.match(await refusalOf(list), /binary data/);
      assert.match(await refusalOf([list]), /binary data/);
    }
  });

  it('is one row if it is no array, whatever length it names', async () => {
    assert.match(await refusalOf({ length: 4_000_000_000 }), /no email/);
  });

  it('is refused for a status and for devices too', async () => {
    const bench = createBench([ACCEPTED]);
    const gaps = indexedByPhone(1_555_123_456);
    const calls = (list: unknown): Promise<unknown>[] => [
      bench.client.getStatus({ requests: list } as StatusInput),
      bench.client.waitForStatus({ requests: [{ requests: list }] }),
      bench.client.unsubscribeDevices({ userId: 'u-1', devices: list } as UnsubscribeDevicesInput),
    ];
    for (const call of calls(gaps)) assert.match((await bench.fail(call)).message, /1,555,123,456 gaps/);
    for (const call of calls(claiming(1e9))) assert.match((await bench.fail(call)).message, /maximum/);
    assert.equal(bench.http.requests.length, 0);
  });
});

describe('The maximum of recipients', () => {
  it('is looked at before anybody is read', async () => {
    let reads = 0;
    const rows = Array.from({ length: 1_001 }, () => ({
      get email() {
        reads++;
        return 'ann@example.com';
      },
    }));
    await refusalOf(rows, { maxRecipients: DEFAULTS.maxRecipients });
    assert.equal(reads, 0);
  });

  it('is looked at before a text is taken apart further', async () => {
    const before = process.memoryUsage().rss;
    const text = 'a@x.org,'.repeat(4_000_000);
    assert.match(await refusalOf(text, { maxRecipients: 1_000 }), /more than 1000 recipients/);
    assert.ok(process.memoryUsage().rss - before < 200e6);
  });

  it('of 0 is none', async () => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(bench.client.send(textTo(addresses(1_500)), { maxRecipients: 0 }));
    assert.equal(report.counts.accepted, 1_500);
  });

  it('shows in a plan as one problem and nobody', async () => {
    const { client } = createBench([ACCEPTED]);
    const plan = await client.plan('v1', textTo(addresses(11)), { maxRecipients: 10 });
    assert.deepEqual(
      plan.problems.map(({ path, rule, recipientIndex }) => [path, rule, recipientIndex]),
      [['recipients', 'count', undefined]],
    );
    assert.deepEqual([plan.total, plan.recipients, plan.requests], [0, 0, 0]);
    assert.deepEqual(plan.preview(), []);
  });
});

describe('Requests that hold each other', () => {
  function idsOf(bench: TestBench, requests: unknown): Promise<unknown> {
    return bench.client.getStatus({ requests } as StatusInput);
  }

  it('are found each once, and what holds itself is left', async () => {
    const bench = createBench([ACCEPTED]);
    const report: { requests: unknown[] } = { requests: ['ds-1'] };
    report.requests.push(report, report, report);
    await bench.run(idsOf(bench, report));
    assert.equal(bench.http.requests.length, 1);
  });

  it('are refused when they are nested deeper than a stack is high', async () => {
    const bench = createBench([ACCEPTED]);
    let nested: object = { requests: ['ds-1'] };
    for (let depth = 0; depth < 100_000; depth++) nested = { requests: [nested] };
    assert.match((await bench.fail(idsOf(bench, nested))).message, /nested too deep/);
  });
});
