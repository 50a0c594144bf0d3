import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newJti } from '../../src/auth/claims.ts';
import { parseHttpDate } from '../../src/wire/platform-date.ts';
import { createTokenSource } from '../../src/auth/token-reuse.ts';
import { resolveOptions } from '../../src/connection/resolve-options.ts';
import { FakeClock, FakeSigner, jsonAnswer } from '../../src/testing/index.ts';
import {
  ACCEPTED,
  addresses,
  BOT_ID,
  CLIENT_ID,
  createBench,
  HOST,
  NOT_SENT,
  textTo,
} from '../run-client.ts';

const NOW = 1_700_000_000;

function tokensOf(bench: ReturnType<typeof createBench>): (string | undefined)[] {
  return bench.http.requests.map(({ headers }) => headers['auth']);
}

describe('A token', () => {
  it('without JTI has the claims appId, sub, iat and exp, in seconds', async () => {
    const bench = createBench([ACCEPTED], { options: { subject: 'u-7', tokenLifetimeSeconds: 120 } });
    await bench.run(bench.client.send(textTo('a@x.org')));
    assert.deepEqual(bench.signer.signed, [{ appId: CLIENT_ID, sub: 'u-7', iat: NOW, exp: NOW + 120 }]);
  });

  it('without JTI is the same for every request of a run', async () => {
    const bench = createBench([ACCEPTED]);
    await bench.run(bench.client.send(textTo(addresses(20)), { recipientsPerRequest: 1 }));
    assert.deepEqual(new Set(tokensOf(bench)), new Set(['token-1']));
  });

  it('without JTI is reused until 30 s before it expires', async () => {
    const bench = createBench([ACCEPTED], { options: { tokenLifetimeSeconds: 300 } });
    for (const seconds of [0, 269, 270, 539, 540]) {
      bench.clock.shift(NOW * 1000 + seconds * 1000 - bench.clock.now());
      await bench.run(bench.client.send(textTo('a@x.org')));
    }
    assert.deepEqual(tokensOf(bench), ['token-1', 'token-1', 'token-2', 'token-2', 'token-3']);
  });

  it('that a request carries is never about to expire, whenever it is made', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 60, max: 3_600 }),
        fc.array(fc.nat(2_000_000), { maxLength: 30 }),
        async (tokenLifetimeSeconds, waits) => {
          const clock = new FakeClock();
          const signer = new FakeSigner();
          const source = createTokenSource(
            { clock, signer },
            resolveOptions({ host: HOST, botId: BOT_ID, clientId: CLIENT_ID, tokenLifetimeSeconds }),
          );
          for (const wait of waits) {
            clock.shift(wait);
            const token = await source.get();
            const { exp = 0 } = signer.signed[Number(token.slice('token-'.length)) - 1] ?? {};
            assert.ok(exp * 1000 - clock.now() > 29_000, `${exp * 1000 - clock.now()}`);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('with JTI is fresh, with a jti of its own, for every request, retry and poll', async () => {
    const bench = createBench(
      [
        NOT_SENT,
        ACCEPTED,
        ACCEPTED,
        jsonAnswer(200, { status: 'IN_PROGRESS' }),
        jsonAnswer(200, { status: 'SUCCESS' }),
      ],
      { options: { useJti: true } },
    );
    await bench.run(bench.client.send(textTo(addresses(2)), { recipientsPerRequest: 1, wait: true }));
    const { requests } = bench.http;
    assert.equal(requests.length, 6);
    assert.equal(new Set(tokensOf(bench)).size, 6);
    const ids = bench.signer.signed.map(({ jti }) => jti);
    assert.equal(ids.length, 6);
    assert.equal(new Set(ids).size, 6);
    for (const jti of ids) assert.match(jti ?? '', /^[0-9a-f]{32}$/);
    for (const { exp, iat } of bench.signer.signed) assert.ok(exp - iat <= 3_600);
  });

  it('has a jti that does not repeat in ten thousand', () => {
    const clock = new FakeClock();
    const ids = new Set(Array.from({ length: 10_000 }, () => newJti(() => clock.random())));
    assert.equal(ids.size, 10_000);
  });

  it('has a jti of 32 digits also when chance gives zeros', () => {
    assert.equal(
      newJti(() => 0),
      '0'.repeat(32),
    );
    assert.equal(
      newJti(() => 1 - Number.EPSILON),
      'f'.repeat(32),
    );
  });

  it('is asked for again from a signer that failed once', async () => {
    const bench = createBench([ACCEPTED]);
    let isAsleep = true;
    const sign = bench.signer.sign.bind(bench.signer);
    bench.signer.sign = (claims) =>
      isAsleep ? (Promise.reject(new Error('The key store sleeps.')) as never) : sign(claims);
    const failed = await bench.run(bench.client.send(textTo('a@x.org')));
    assert.deepEqual([failed.end.kind, failed.end.error?.code], ['stopped', 'signing_failed']);
    isAsleep = false;
    assert.equal((await bench.run(bench.client.send(textTo('a@x.org')))).counts.accepted, 1);
  });

  it('is asked for once when several requests begin together', async () => {
    const bench = createBench([ACCEPTED]);
    await bench.run(Promise.all(addresses(5).map((address) => bench.client.send(textTo(address)))));
    assert.equal(bench.signer.signed.length, 1);
  });
});

describe('The date of the platform', () => {
  it('is read as milliseconds since 1970, and is nothing if it is no date', () => {
    assert.equal(parseHttpDate('Tue, 14 Nov 2023 22:13:20 GMT'), NOW * 1000);
    assert.equal(parseHttpDate('soon'), undefined);
    assert.equal(parseHttpDate(undefined), undefined);
  });
});
