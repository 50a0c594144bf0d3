import assert from 'node:assert/strict';
import { type Client, createClient } from '../../src/client.ts';
import { isKoreNotifyError } from '../../src/vocabulary/errors.ts';
import type { SendInput, SendV2Input } from '../../src/vocabulary/inputs.ts';
import { resolveOptions } from '../../src/connection/resolve-options.ts';
import { FakeClock, FakeSigner, ScriptedHttp } from '../../src/testing/index.ts';
import {
  ACCEPTED,
  assertAccounted,
  BOT_ID,
  CLIENT_ID,
  createBench,
  fates,
  HOST,
  identitiesOf,
  ivrTo,
  textTo,
} from '../run-client.ts';

/** An object of which no property can be read; of `patience` reads the first ones go well. */
function hostile(target: object, patience = 0): object {
  let left = patience;
  const guard = (): void => {
    if (left-- <= 0) throw new TypeError('Hands off.');
  };
  return new Proxy(target, {
    get: (object, name, receiver) => (guard(), Reflect.get(object, name, receiver) as unknown),
    has: (object, name) => (guard(), Reflect.has(object, name)),
    ownKeys: (object) => (guard(), Reflect.ownKeys(object)),
    getOwnPropertyDescriptor: (object, name) => (guard(), Reflect.getOwnPropertyDescriptor(object, name)),
    getPrototypeOf: (object) => (guard(), Reflect.getPrototypeOf(object)),
  });
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const DEVICE = { userId: 'u-1', deviceId: 'd-1', osType: 'iOS' };
const INPUTS = {
  send: textTo('a@x.org'),
  sendV2: ivrTo('a@x.org'),
  getStatus: { requests: 'ds-1' },
  waitForStatus: { requests: 'ds-1' },
  subscribeDevice: DEVICE,
  listDevices: DEVICE,
  unsubscribeDevices: { ...DEVICE, devices: [DEVICE] },
  unsubscribeAllDevices: DEVICE,
} as const;
const CALLS = Object.keys(INPUTS) as (keyof typeof INPUTS)[];

const UNREADABLE = [hostile({}), hostile([]), revoked()] as const;

describe('Options that cannot be read', () => {
  const bad = [
    null,
    7,
    'fast',
    true,
    ...UNREADABLE,
    hostile({ signal: {} }, 1),
    { signal: {} },
    { signal: 7 },
  ];
  for (const call of CALLS)
    it(`end ${call} in a list of problems, before anything is sent`, async () => {
      for (const options of bad) {
        const bench = createBench([ACCEPTED]);
        const client = bench.client as unknown as Readonly<Record<string, AnyCall>>;
        const error = await bench.fail(client[call]?.(INPUTS[call], options) ?? Promise.resolve());
        assert.equal(error.code, 'invalid_input');
        assert.equal(error.problems.length, 1);
        assert.equal(bench.http.requests.length, 0);
      }
    });

  it('are the one problem of a plan, and fail a test of the connection', async () => {
    for (const options of bad as never[]) {
      const bench = createBench([ACCEPTED]);
      const plan = await bench.run(bench.client.plan('v1', INPUTS.send, options));
      assert.throws(() => plan.orThrow(), { name: 'KoreNotifyError', code: 'invalid_input' });
      assert.deepEqual([plan.problems.length, plan.problemCount, plan.requests], [1, 1, 0]);
      assert.deepEqual(fates(plan.report()), ['unsent: invalid']);
      const { ok, error } = await bench.run(bench.client.checkConnection(options));
      assert.deepEqual([ok, error?.code], [false, 'invalid_input']);
      assert.equal(bench.http.requests.length, 0);
    }
  });

  it('end in an error of the core where they are those of a client', () => {
    const clock = new FakeClock();
    const ports = { clock, http: new ScriptedHttp(clock, []), signer: new FakeSigner() };
    for (const options of [null, undefined, 'x', ...UNREADABLE] as never[])
      for (const make of [() => resolveOptions(options), (): Client => createClient(ports, options)])
        assert.throws(make, (error) => isKoreNotifyError(error) && error.code === 'invalid_options');
  });

  it('are taken where they come from a prototype, and are read once', async () => {
    class Settings {
      readonly #maximum = 1;
      get maxRecipients(): number {
        return this.#maximum;
      }
    }
    const bench = createBench([ACCEPTED]);
    const error = await bench.fail(bench.client.send(textTo(['a@x.org', 'b@x.org']), new Settings()));
    assert.match(error.message, /maximum is 1/);
  });
});

type AnyCall = (...given: readonly unknown[]) => Promise<unknown>;

describe('Input that cannot be read', () => {
  for (const call of CALLS)
    it(`ends ${call} in a list of problems, before anything is sent`, async () => {
      const inputs = [
        ...UNREADABLE,
        ...[0, 1, 2, 3, 5, 8].map((patience) => hostile({ ...INPUTS[call] }, patience)),
      ];
      for (const input of inputs) {
        const bench = createBench([ACCEPTED]);
        const client = bench.client as unknown as Readonly<Record<string, AnyCall>>;
        const error = await bench.run(
          (client[call]?.(input) ?? Promise.resolve()).then(
            () => undefined,
            (thrown: unknown) => thrown,
          ),
        );
        // With enough patience it is read to its end.
        if (bench.http.requests.length > 0) continue;
        assert.ok(isKoreNotifyError(error), String(error));
        assert.equal(error.code, 'invalid_input');
        assert.equal(bench.http.requests.length, 0);
      }
    });

  it('ends in a list of problems also where only a part of it cannot be read', async () => {
    for (const part of UNREADABLE) {
      for (const field of ['message', 'recipients', 'channel', 'messageType', 'identityField'] as const) {
        const bench = createBench([ACCEPTED]);
        const input = { ...ivrTo('a@x.org'), messageType: 'template', [field]: part };
        const error = await bench.fail(bench.client.sendV2(input as SendV2Input));
        assert.equal(error.code, 'invalid_input', field);
        const plan = await bench.run(bench.client.plan('v2', input as SendV2Input));
        assert.deepEqual(plan.problems, error.problems, field);
        assertAccounted(plan.report(), plan.total);
      }
      const bench = createBench([ACCEPTED]);
      for (const call of [
        bench.client.getStatus({ requests: part }),
        bench.client.getStatus({ requests: [part] }),
        bench.client.unsubscribeDevices({ userId: 'u-1', devices: part } as never),
        bench.client.unsubscribeDevices({ userId: 'u-1', devices: [part] }),
        bench.client.subscribeDevice({ ...DEVICE, userId: part } as never),
      ])
        assert.equal((await bench.fail(call)).code, 'invalid_input');
    }
  });
});

describe('A message', () => {
  async function refusalOf(message: unknown, more: Partial<SendV2Input> = {}): Promise<string> {
    const bench = createBench([ACCEPTED]);
    const error = await bench.fail(
      bench.client.sendV2(ivrTo('a@x.org', { message: message as string, ...more })),
    );
    assert.equal(bench.http.requests.length, 0);
    assert.equal(error.problems.length, 1, error.message);
    assert.equal(error.problems[0]?.path, 'message');
    return error.message;
  }

  it('of blanks only is refused', async () => {
    for (const blank of [' ', '\n\t ', '\u00a0', '\u200b\ufeff ', ' '.repeat(100_000)]) {
      assert.match(await refusalOf(blank), /only blanks/);
      const bench = createBench([ACCEPTED]);
      const input: SendInput = { ...textTo('a@x.org'), message: blank };
      assert.match((await bench.fail(bench.client.send(input))).message, /only blanks/);
    }
  });

  it('of blanks only in a row means the main message', async () => {
    const bench = createBench([ACCEPTED]);
    await bench.run(bench.client.sendV2(ivrTo([{ email: 'a@x.org', customMessage: ' \n' }])));
    assert.deepEqual(bench.bodies().flatMap(identitiesOf), [{ email: 'a@x.org' }]);
  });

  it('with half a character is refused, a whole one is not', async () => {
    for (const text of ['Hi \ud83d', '\ude00', 'a\ude00\ud83d'])
      assert.match(await refusalOf(text), /half a character/);
    assert.match(await refusalOf({ text: ['\ud83d'] }, { messageType: 'template' }), /half a character/);
    assert.match(await refusalOf({ '\ud83d': 1 }, { messageType: 'template' }), /half a character/);
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(bench.client.send({ ...textTo('a@x.org'), message: 'Hi 😀' }));
    assert.deepEqual(fates(report), ['accepted']);
  });

  it('that costs more than can be sent is refused in a time and memory that do not grow with its claims', async () => {
    const gaps: unknown[] = [];
    gaps[1_555_123_456] = 1;
    const holdsItself: unknown[] = [];
    holdsItself.push(holdsItself, holdsItself);
    let deep: unknown = 'x';
    for (let depth = 0; depth < 100_000; depth++) deep = { deep };
    const endless: object = new Proxy(
      {},
      {
        ownKeys: () => ['a', 'b'],
        get: () => endless,
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      },
    );
    const before = process.memoryUsage().rss;
    for (const message of [
      gaps,
      { body: [gaps] },
      new Array(1e8),
      holdsItself,
      deep,
      endless,
      new Uint8Array(1e8),
      'x'.repeat(1e7),
      [1n],
    ])
      await refusalOf(message, { messageType: 'template' });
    assert.ok(process.memoryUsage().rss - before < 400e6);
    const json = '['.repeat(100_000) + ']'.repeat(100_000);
    await refusalOf(`{"a":${json}}`, { messageType: 'template' });
  });
});

describe('An id with half a character', () => {
  const HALF = 'x\ud800';
  it('is refused wherever it is given', async () => {
    const bench = createBench([ACCEPTED]);
    const { client } = bench;
    for (const [call, path] of [
      [client.send(textTo([`${HALF}@x.org`])), 'recipients[0].email'],
      [client.send(textTo([{ email: `${HALF}@x.org` }])), 'recipients[0].email'],
      [client.sendV2(ivrTo([{ email: 'a@x.org', customMessage: HALF }])), 'recipients[0].customMessage'],
      [client.sendV2(ivrTo([{ email: 'a@x.org', parameters: { a: HALF } }])), 'recipients[0].parameters.a'],
      [client.getStatus({ requests: [HALF] }), 'requests[0]'],
      [client.subscribeDevice({ ...DEVICE, deviceId: HALF }), 'deviceId'],
      [client.subscribeDevice({ ...DEVICE, userId: HALF }), 'userId'],
      [client.listDevices({ userId: HALF }), 'userId'],
      [
        client.unsubscribeDevices({ userId: 'u-1', devices: [DEVICE, { ...DEVICE, deviceId: HALF }] }),
        'devices[1].deviceId',
      ],
      [client.unsubscribeAllDevices({ userId: HALF }), 'userId'],
    ] as const)
      assert.equal((await bench.fail(call)).problems[0]?.path, path);
    assert.equal(bench.http.requests.length, 0);
    for (const name of ['botId', 'clientId', 'host'])
      assert.throws(
        () => resolveOptions({ host: HOST, botId: BOT_ID, clientId: CLIENT_ID, [name]: HALF }),
        /half a character/,
      );
  });
});

describe('An option that is none', () => {
  const revoked = (target: object): never => {
    const { proxy, revoke } = Proxy.revocable(target, {});
    revoke();
    return proxy as never;
  };
  for (const [what, options] of Object.entries({
    'progress of no number': { onProgress: NaN },
    'progress of an object': { onProgress: {} },
    'once of a revoked proxy': { once: revoked({}) },
    'once of an object over a revoked proxy': { once: Object.create(revoked({})) as object },
    'once of a revoked function': { once: revoked(() => 1) },
    'once of a function over a revoked proxy': {
      once: Object.setPrototypeOf(() => 1, revoked({})) as object,
    },
  }))
    it(`is told as such before anything is sent: ${what}`, async () => {
      const bench = createBench([]);
      const input = { channel: 'msteams', message: 'Hi', recipients: 'ann@example.com' } as const;
      const send = bench.client.send(input, options as never);
      assert.equal((await bench.fail(send)).code, 'invalid_input');
      if ('onProgress' in options)
        for (const call of ['listDevices', 'subscribeDevice'] as const)
          assert.equal(
            (
              await bench.fail(
                bench.client[call]({ userId: 'u', deviceId: 'd', osType: 'o' }, options as never),
              )
            ).code,
            'invalid_input',
          );
      assert.deepEqual(bench.http.requests, []);
    });
});
