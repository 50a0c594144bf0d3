import assert from 'node:assert/strict';
import type { ErrorInfo } from '../../src/vocabulary/errors.ts';
import type { SendOptions } from '../../src/vocabulary/options.ts';
import type { HttpAnswer, HttpFailure } from '../../src/vocabulary/ports.ts';
import { jsonAnswer, type ScriptedAnswer } from '../../src/testing/index.ts';
import { readFixture } from '../read-fixture.ts';
import { describeWithSteps } from '../stepping-clock.ts';
import {
  ACCEPTED,
  addresses,
  assertAccounted,
  createBench,
  fates,
  HOUR_LIMIT,
  identitiesOf,
  LOST,
  MINUTE_LIMIT,
  NOT_SENT,
  refusal,
  type TestBench,
  textTo,
  TIMED_OUT,
} from '../run-client.ts';

const DONE = jsonAnswer(200, { status: 'SUCCESS', statusLogs: [] });
const NO_DEVICES = jsonAnswer(200, { subscribedDevices: [] });
const CARRIED_OUT = jsonAnswer(200, { success: true, message: 'Done' });
const DEVICE = { userId: 'u-1', deviceId: 'd-1', osType: 'iOS' };

interface Repeatable {
  readonly name: string;
  readonly good: HttpAnswer;
  readonly call: (bench: TestBench) => Promise<unknown>;
  /** The failure, undefined if it went well. */
  readonly failure: (bench: TestBench) => Promise<ErrorInfo | undefined>;
}

function deviceCall(
  name: string,
  good: HttpAnswer,
  call: (bench: TestBench) => Promise<unknown>,
): Repeatable {
  return { name, good, call, failure: (bench) => bench.fail(call(bench)) };
}

const REPEATABLE: readonly Repeatable[] = [
  {
    name: 'getStatus',
    good: DONE,
    call: ({ client }) => client.getStatus({ requests: 'ds-1' }),
    failure: async (bench) => (await bench.run(bench.client.getStatus({ requests: 'ds-1' }))).jobs[0]?.error,
  },
  deviceCall('subscribeDevice', CARRIED_OUT, ({ client }) => client.subscribeDevice(DEVICE)),
  deviceCall('listDevices', NO_DEVICES, ({ client }) => client.listDevices(DEVICE)),
  deviceCall('unsubscribeDevices', CARRIED_OUT, ({ client }) =>
    client.unsubscribeDevices({ userId: 'u-1', devices: DEVICE }),
  ),
  deviceCall('unsubscribeAllDevices', CARRIED_OUT, ({ client }) => client.unsubscribeAllDevices(DEVICE)),
];

async function sendOne(script: readonly ScriptedAnswer[], options: SendOptions = {}) {
  const bench = createBench(script);
  const report = await bench.run(bench.client.send(textTo('ann@example.com'), options));
  assertAccounted(report, 1);
  return { bench, report, fate: fates(report)[0], requests: bench.http.requests.length };
}

function at(headers: Readonly<Record<string, string>>, status: number): HttpAnswer {
  return { kind: 'answer', status, headers, body: '' };
}

describeWithSteps('When a call may be made again', () => {
  describe('a send', () => {
    it('that was not sent is made again, with backoff, until it is taken', async () => {
      const { bench, fate, report } = await sendOne([NOT_SENT, NOT_SENT, ACCEPTED]);
      assert.equal(fate, 'accepted');
      assert.equal(report.requests[0]?.attempts, 3);
      const [, first = 0, second = 0] = bench.times();
      assert.ok(first <= 500, `${first}`);
      assert.ok(second - first <= 1_000, `${second - first}`);
    });

    it('that was never sent in five attempts is unsent: unreachable', async () => {
      const { fate, requests, report } = await sendOne([NOT_SENT]);
      assert.equal(fate, 'unsent: unreachable');
      assert.equal(requests, 5);
      assert.match(report.recipients[0]?.detail ?? '', /cannot be reached/);
    });

    for (const [what, failure] of [
      ['whose connection was reset', LOST],
      ['whose answer timed out', TIMED_OUT],
      ['that met a 500', refusal(500, 'Internal Server Error')],
      ['that met a 502 page', at({ 'content-type': 'text/html' }, 502)],
      ['that met a 503 without Retry-After', at({}, 503)],
      ['that met a 504', at({}, 504)],
      ['whose 200 has no readable body', { ...at({}, 200), body: '<html>Welcome</html>' }],
      ['whose 200 is empty', at({}, 200)],
      ['whose 200 has no request id', jsonAnswer(200, { status: 'IN_PROGRESS' })],
      ['whose 204 has no body', at({}, 204)],
    ] satisfies [string, HttpAnswer | HttpFailure][])
      it(`${what} is unknown, and not made again`, async () => {
        const { fate, requests } = await sendOne([failure, ACCEPTED]);
        assert.match(fate ?? '', /^unknown: /);
        assert.equal(requests, 1);
      });

    it('that was lost is made again if the user accepts that recipients may get it twice', async () => {
      const { fate, requests, report } = await sendOne([LOST, refusal(500, 'Oops'), ACCEPTED], {
        onUnknown: 'send_again',
      });
      assert.equal(fate, 'accepted');
      assert.equal(requests, 3);
      assert.equal(report.requests[0]?.attempts, 3);
    });

    it('that was lost once stays unknown, whatever later attempts meet', async () => {
      for (const later of [refusal(412, 'No'), NOT_SENT, refusal(401, 'Invalid SDK credentials', 4002)]) {
        const { fate, report } = await sendOne([LOST, later], { onUnknown: 'send_again' });
        assert.equal(fate, 'unknown: connection_lost');
        assert.deepEqual(report.end, { kind: 'finished' });
      }
    });

    it('that stays lost in every attempt is unknown', async () => {
      const { fate, requests } = await sendOne([LOST], { onUnknown: 'send_again' });
      assert.equal(fate, 'unknown: connection_lost');
      assert.equal(requests, 5);
    });

    for (const status of [400, 404, 405, 408, 409, 412, 415, 422])
      it(`that is refused with ${status} is rejected, and not made again`, async () => {
        const { fate, requests, report } = await sendOne([refusal(status, 'Not so'), ACCEPTED]);
        assert.match(fate ?? '', /^rejected: /);
        assert.equal(requests, 1);
        assert.equal(report.requests[0]?.error?.status, status);
        assert.equal(report.requests[0].error.platformMessage, 'Not so');
        assert.match(report.recipients[0]?.detail ?? '', /Not so/);
      });

    it('is not made again after a redirect, which would take the token elsewhere', async () => {
      const { fate, requests } = await sendOne([
        at({ location: 'https://elsewhere.example' }, 302),
        ACCEPTED,
      ]);
      assert.equal(fate, 'rejected: redirected');
      assert.equal(requests, 1);
    });
  });

  describe('a refusal by the limit', () => {
    for (const { text, window } of readFixture<{ text: string; window: 'minute' | 'hour' }[]>(
      'limit-texts.json',
    ))
      for (const status of [400, 403, 412, 429, 500, 503])
        it(`“${text.slice(0, 40)}…” with ${status} is made again within the ${window}`, async () => {
          const { bench, fate, requests } = await sendOne([refusal(status, text), ACCEPTED]);
          assert.equal(fate, 'accepted');
          assert.equal(requests, 2);
          const pause = bench.times()[1] ?? 0;
          const windowMs = window === 'minute' ? 60_000 : 3_600_000;
          assert.ok(pause >= windowMs / 24 && pause <= windowMs, `${pause}`);
        });

    it('is known by its status alone', async () => {
      const { fate, requests } = await sendOne([at({}, 429), ACCEPTED]);
      assert.equal(fate, 'accepted');
      assert.equal(requests, 2);
    });

    it('is known by its text as a string, and in the spelling message', async () => {
      for (const body of [
        MINUTE_LIMIT,
        JSON.stringify({ error: MINUTE_LIMIT }),
        JSON.stringify({ errors: [{ message: MINUTE_LIMIT }] }),
        JSON.stringify({ errors: { msg: MINUTE_LIMIT } }),
        JSON.stringify({ errors: [MINUTE_LIMIT] }),
        JSON.stringify({ errors: [], message: MINUTE_LIMIT }),
        JSON.stringify({ statusCode: 400, error: 'Bad Request', message: MINUTE_LIMIT }),
        JSON.stringify({ message: 'Request failed', error: { message: MINUTE_LIMIT } }),
      ]) {
        const { fate } = await sendOne([{ kind: 'answer', status: 400, headers: {}, body }, ACCEPTED]);
        assert.equal(fate, 'accepted');
      }
    });

    it('does not use up the attempts', async () => {
      const { fate, requests } = await sendOne([
        ...Array<HttpAnswer>(8).fill(refusal(429, MINUTE_LIMIT)),
        NOT_SENT,
        NOT_SENT,
        NOT_SENT,
        NOT_SENT,
        ACCEPTED,
      ]);
      assert.equal(fate, 'accepted');
      assert.equal(requests, 13);
    });

    it('waits as long as Retry-After says, in seconds', async () => {
      const { bench } = await sendOne([refusal(429, MINUTE_LIMIT, 429, { 'retry-after': '17' }), ACCEPTED]);
      assert.deepEqual(bench.times(), [0, 17_000]);
    });

    it('waits until the HTTP date that Retry-After names, by the clock of the platform', async () => {
      const { bench } = await sendOne([
        refusal(429, MINUTE_LIMIT, 429, {
          date: 'Tue, 14 Nov 2023 20:13:20 GMT',
          'retry-after': 'Tue, 14 Nov 2023 20:13:50 GMT',
        }),
        ACCEPTED,
      ]);
      assert.deepEqual(bench.times(), [0, 30_000]);
    });

    it('waits for an HTTP date by its own clock if the platform names no date of its own', async () => {
      const { bench } = await sendOne([
        refusal(429, MINUTE_LIMIT, 429, { 'retry-after': new Date(1_700_000_025_000).toUTCString() }),
        ACCEPTED,
      ]);
      assert.deepEqual(bench.times(), [0, 25_000]);
    });

    for (const value of ['0', 'Tue, 14 Nov 2000 20:13:20 GMT', '', 'soon'])
      it(`pauses by itself if Retry-After is “${value}”, which names no time to come`, async () => {
        const { bench, fate } = await sendOne([
          refusal(429, MINUTE_LIMIT, 429, { 'retry-after': value }),
          ACCEPTED,
        ]);
        assert.equal(fate, 'accepted');
        assert.ok((bench.times()[1] ?? 0) >= 2_500, `${bench.times()[1] ?? 0}`);
      });

    it('pauses anew after each refusal in a row, since a window that frees in a burst is open but briefly', async () => {
      const { bench } = await sendOne([...Array<HttpAnswer>(4).fill(refusal(429, MINUTE_LIMIT)), ACCEPTED]);
      const times = bench.times();
      const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      assert.ok(
        pauses.every((pause) => pause >= 2_500 && pause <= 5_000),
        String(pauses),
      );
    });

    it('ends the run as unsent: limit when the pause is longer than the patience', async () => {
      const { fate, requests, report } = await sendOne([refusal(429, HOUR_LIMIT)], { maxPauseMs: 60_000 });
      assert.equal(fate, 'unsent: limit');
      assert.equal(requests, 1);
      assert.equal(report.requests[0]?.attempts, 1);
      assert.deepEqual([report.end.kind, report.end.error?.code], ['limit', 'rate_limited']);
    });

    it('that never ends is given up when the patience is over', async () => {
      const { fate, report } = await sendOne([refusal(429, MINUTE_LIMIT)], { maxPauseMs: 600_000 });
      assert.equal(fate, 'unsent: limit');
      assert.ok(report.durationMs <= 600_000, `${report.durationMs}`);
    });

    it('holds back the other requests of the bot, not only the one it met', async () => {
      const bench = createBench([refusal(429, MINUTE_LIMIT, 429, { 'retry-after': '20' }), ACCEPTED], {
        options: { maxInFlight: 1 },
        latencyMs: 100,
      });
      const runs = ['a', 'b', 'c'].map((name) => bench.client.send(textTo(`${name}@example.com`)));
      await bench.run(Promise.all(runs));
      assert.deepEqual(bench.times(), [0, 20_100, 20_200, 20_300]);
    });
  });

  describe('a limit that only the body names', () => {
    const WORDS = 'Too Many requests';
    for (const body of [
      { errors: [{ msg: WORDS, code: 429 }] },
      { errors: [{ msg: 'No', code: '429' }] },
      { errors: [{ msg: 'First', code: 400 }, { code: 429 }] },
      { errors: { code: 429 } },
      { error: { code: '429', message: 'No' } },
      { code: 429 },
      { statusCode: 429, error: 'Forbidden' },
      { error: { status: 429 } },
      [{ code: 429 }],
      { errors: [{ msg: WORDS }] },
      { message: 'TOO MANY REQUESTS' },
      { error: 'Rate limit for this API has been reached. Please try again later' },
    ])
      for (const status of [302, 400, 401, 403, 404, 412, 413, 418, 500, 502, 503])
        it(`of ${JSON.stringify(body)} with ${status} is waited for`, async () => {
          const { fate, requests, bench } = await sendOne([jsonAnswer(status, body), ACCEPTED]);
          assert.equal(fate, 'accepted');
          assert.equal(requests, 2);
          assert.ok((bench.times().at(-1) ?? 0) > 0);
        });

    it('in plain words is waited for, in a page for browsers it is not', async () => {
      const plain = { kind: 'answer', status: 403, headers: {}, body: ' Too many requests' } as const;
      assert.equal((await sendOne([plain, ACCEPTED])).fate, 'accepted');
      const page = { ...plain, body: '<html>Too many requests</html>' };
      assert.equal((await sendOne([page, ACCEPTED])).fate, 'rejected: forbidden');
    });

    it('is waited for with a status of success, if it stands where errors do', async () => {
      for (const body of [
        { errors: [{ msg: WORDS, code: 429 }] },
        { code: 429 },
        { error: { message: WORDS } },
      ])
        assert.equal((await sendOne([jsonAnswer(200, body), ACCEPTED])).fate, 'accepted');
    });

    it('is no limit where a success repeats the words of the message', async () => {
      for (const body of [{ message: WORDS }, { message: { type: 'text', val: WORDS } }, WORDS]) {
        const { fate, requests } = await sendOne([jsonAnswer(200, body), ACCEPTED]);
        assert.equal(fate, 'unknown: unreadable_answer');
        assert.equal(requests, 1);
      }
      const good = jsonAnswer(200, { _id: 'ds-1', status: 'IN_PROGRESS', code: 429 });
      assert.equal((await sendOne([good])).fate, 'accepted');
    });

    it('is waited for where a device call says that it did not succeed', async () => {
      for (const more of [{ message: WORDS }, { message: 'No', code: 429 }]) {
        const bench = createBench([jsonAnswer(200, { success: false, ...more }), CARRIED_OUT]);
        await bench.run(bench.client.subscribeDevice(DEVICE));
        assert.equal(bench.http.requests.length, 2);
      }
    });
  });

  describe('a token that was refused', () => {
    const REPLAY = refusal(401, 'error verifying the jwt: possibly a replay');

    it('as a replay is replaced once', async () => {
      const bench = createBench([REPLAY, ACCEPTED], { options: { useJti: true } });
      const report = await bench.run(bench.client.send(textTo('ann@example.com')));
      assert.equal(report.counts.accepted, 1);
      assert.deepEqual(
        bench.http.requests.map(({ headers }) => headers['auth']),
        ['token-1', 'token-2'],
      );
    });

    for (const hours of [2, -2])
      it(`as a replay, ${hours} h from ours, teaches the clock of the platform as well`, async () => {
        const startMs = 1_700_000_000_000;
        const date = new Date(startMs + hours * 3_600_000).toUTCString();
        const { fate, bench } = await sendOne([
          refusal(401, 'error verifying the jwt: possibly a replay', 401, { date }),
          ACCEPTED,
        ]);
        assert.equal(fate, 'accepted');
        const issued = bench.signer.signed.map(({ iat }) => iat - startMs / 1000);
        assert.deepEqual(issued, [0, hours * 3600]);
      });

    for (const [date, words] of [
      ['Fri, 31 Dec 9999 23:59:59 GMT', /2,9\d\d,\d{3} days behind/],
      ['Thu, 01 Jan 1970 00:00:00 GMT', /19,\d{3} days ahead of/],
      [new Date(1_700_000_000_000 + 25 * 3_600_000).toUTCString(), /more than 24 hours behind/],
    ] as const)
      for (const said of ['error verifying the jwt: jwt expired', 'Invalid SDK credentials'])
        it(`teaches nothing when the platform claims ${date} (${said})`, async () => {
          const bench = createBench([refusal(401, said, 401, { date }), ACCEPTED]);
          const report = await bench.run(bench.client.send(textTo('ann@example.com')));
          assert.deepEqual(fates(report), ['rejected: clock_skew']);
          assert.match(report.requests[0]?.error?.hint ?? '', words);
          await bench.run(bench.client.send(textTo('ann@example.com')));
          for (const { iat, exp } of bench.signer.signed) {
            assert.equal(iat, 1_700_000_000);
            assert.ok(exp < 1_700_100_000);
          }
        });

    it('as a replay, with a date that is beyond belief, teaches nothing either', async () => {
      const date = 'Fri, 31 Dec 9999 23:59:59 GMT';
      const { bench, fate } = await sendOne([
        refusal(401, 'error verifying the jwt: possibly a replay', 401, { date }),
        ACCEPTED,
      ]);
      assert.equal(fate, 'accepted');
      assert.deepEqual(
        bench.signer.signed.map(({ iat }) => iat),
        [1_700_000_000, 1_700_000_000],
      );
    });

    it('as a replay twice is rejected', async () => {
      const { fate, requests } = await sendOne([REPLAY, REPLAY, ACCEPTED]);
      assert.equal(fate, 'rejected: token_replayed');
      assert.equal(requests, 2);
    });

    for (const hours of [2, -2])
      it(`is signed anew by the clock of the platform, ${hours} h from ours, and so are the next`, async () => {
        const startMs = 1_700_000_000_000;
        const platformNow = (): string => new Date(bench.clock.now() + hours * 3_600_000).toUTCString();
        const bench: TestBench = createBench(
          [
            () => refusal(401, 'error verifying the jwt: jwt expired', 401, { date: platformNow() }),
            ACCEPTED,
          ],
          { startMs },
        );
        const report = await bench.run(bench.client.send(textTo('ann@example.com')));
        assert.equal(report.counts.accepted, 1);
        await bench.run(bench.client.send(textTo('bob@example.com')));
        const issued = bench.signer.signed.map(({ iat }) => iat - startMs / 1000);
        assert.equal(issued[0], 0);
        assert.ok(Math.abs((issued[1] ?? 0) - hours * 3600) <= 1, String(issued));
        assert.equal(bench.signer.signed.length, 2, 'the token is reused');
        assert.equal(bench.http.requests.length, 3);
      });

    it('is signed anew when the clocks differ, also if the platform says no more than “Invalid SDK credentials”', async () => {
      const { fate, requests } = await sendOne([
        refusal(401, 'Invalid SDK credentials', 4002, { date: 'Tue, 14 Nov 2023 20:13:20 GMT' }),
        ACCEPTED,
      ]);
      assert.equal(fate, 'accepted');
      assert.equal(requests, 2);
    });

    it('by a platform of the same time is not signed anew', async () => {
      const { fate, requests } = await sendOne([
        refusal(401, 'Invalid SDK credentials', 4002, { date: new Date(1_700_000_010_000).toUTCString() }),
        ACCEPTED,
      ]);
      assert.equal(fate, 'rejected: wrong_credentials');
      assert.equal(requests, 1);
    });

    it('as expired is signed anew once, even without a date', async () => {
      const EXPIRED = refusal(401, 'error verifying the jwt: jwt expired');
      const good = await sendOne([EXPIRED, ACCEPTED]);
      assert.equal(good.fate, 'accepted');
      assert.notEqual(
        good.bench.http.requests[0]?.headers['auth'],
        good.bench.http.requests[1]?.headers['auth'],
      );
      const bad = await sendOne([EXPIRED, EXPIRED, ACCEPTED]);
      assert.equal(bad.fate, 'rejected: clock_skew');
      assert.equal(bad.requests, 2);
    });
  });

  describe('413', () => {
    /** The platform takes at most so many recipients. */
    const takesAtMost =
      (maximum: number): ScriptedAnswer =>
      ({ body = '' }, previous) =>
        identitiesOf(JSON.parse(body) as Record<string, unknown>).length > maximum
          ? at({}, 413)
          : jsonAnswer(200, { _id: `ds-${previous}` });

    it('is answered with two halves, down to what fits, and keeps order and accounting', async () => {
      const bench = createBench([takesAtMost(3)]);
      const report = await bench.run(bench.client.send(textTo(addresses(10))));
      assertAccounted(report, 10);
      assert.equal(report.counts.accepted, 10);
      assert.deepEqual(
        bench.bodies().map((body) => identitiesOf(body).length),
        [10, 5, 5, 3, 2, 3, 2],
      );
      const taken = bench.bodies().filter((body) => identitiesOf(body).length <= 3);
      assert.deepEqual(taken.flatMap(identitiesOf), addresses(10));
      assert.deepEqual(
        report.requests.map(({ number, firstIndex, lastIndex, recipientCount }) => [
          number,
          firstIndex,
          lastIndex,
          recipientCount,
        ]),
        [
          [1, 0, 2, 3],
          [2, 3, 4, 2],
          [3, 5, 7, 3],
          [4, 8, 9, 2],
        ],
      );
      for (const { firstIndex, lastIndex, requestId } of report.requests)
        for (let index = firstIndex; index <= lastIndex; index++)
          assert.equal(report.recipients[index]?.requestId, requestId);
    });

    it('rejects a recipient who is too large alone', async () => {
      const bench = createBench([takesAtMost(0)]);
      const report = await bench.run(bench.client.send(textTo(addresses(3))));
      assertAccounted(report, 3);
      assert.deepEqual(fates(report), Array(3).fill('rejected: too_large'));
      assert.equal(bench.http.requests.length, 5);
    });

    it('in the second of three requests leaves the others as they are', async () => {
      const bench = createBench([ACCEPTED, at({}, 413), ACCEPTED], { options: { maxInFlight: 1 } });
      const report = await bench.run(bench.client.send(textTo(addresses(6)), { recipientsPerRequest: 2 }));
      assertAccounted(report, 6);
      assert.equal(report.counts.accepted, 6);
      assert.deepEqual(
        report.requests.map(({ recipientCount }) => recipientCount),
        [2, 1, 1, 2],
      );
    });

    it('of a status call is not made again', async () => {
      const bench = createBench([at({}, 413)]);
      const report = await bench.run(bench.client.getStatus({ requests: 'ds-1' }));
      assert.equal(report.jobs[0]?.error?.code, 'too_large');
      assert.equal(bench.http.requests.length, 1);
    });
  });

  describe('503', () => {
    it('with Retry-After in seconds is made again after it', async () => {
      const { bench, fate } = await sendOne([at({ 'retry-after': '7' }, 503), ACCEPTED]);
      assert.equal(fate, 'accepted');
      assert.deepEqual(bench.times(), [0, 7_000]);
    });

    it('with Retry-After as an HTTP date is made again after it', async () => {
      const { bench, fate } = await sendOne([
        at({ 'retry-after': new Date(1_700_000_042_000).toUTCString() }, 503),
        ACCEPTED,
      ]);
      assert.equal(fate, 'accepted');
      assert.deepEqual(bench.times(), [0, 42_000]);
    });

    it('with Retry-After in every attempt is rejected', async () => {
      const { fate, requests } = await sendOne([at({ 'retry-after': '1' }, 503)]);
      assert.equal(fate, 'rejected: unavailable');
      assert.equal(requests, 5);
    });

    it('is not waited for beyond the patience', async () => {
      const { fate, requests } = await sendOne([at({ 'retry-after': '120' }, 503), ACCEPTED], {
        maxPauseMs: 60_000,
      });
      assert.equal(fate, 'rejected: unavailable');
      assert.equal(requests, 1);
    });
  });

  for (const { name, good, call, failure } of REPEATABLE)
    describe(name, () => {
      for (const [what, answer] of [
        ['was not sent', NOT_SENT],
        ['was lost', LOST],
        ['timed out', TIMED_OUT],
        ['met a 500', at({}, 500)],
        ['met a 503 without Retry-After', at({}, 503)],
        ['met a 503 with Retry-After', at({ 'retry-after': '2' }, 503)],
        ['was answered in words that cannot be read', { ...at({}, 200), body: 'OK' }],
        ['met the limit', refusal(429, MINUTE_LIMIT)],
        ['was taken for a replay', refusal(401, 'error verifying the jwt: possibly a replay')],
      ] satisfies [string, HttpAnswer | HttpFailure][])
        it(`is made again when it ${what}`, async () => {
          const bench = createBench([answer, good]);
          await bench.run(call(bench));
          assert.equal(bench.http.requests.length, 2);
          assert.equal(bench.http.requests[0]?.url, bench.http.requests[1]?.url);
          assert.equal(bench.http.requests[0]?.body, bench.http.requests[1]?.body);
        });

      it('fails after five attempts with what the last one met', async () => {
        for (const [answer, code] of [
          [NOT_SENT, 'unreachable'],
          [LOST, 'connection_lost'],
          [at({}, 500), 'server_error'],
        ] as const) {
          const bench = createBench([answer]);
          assert.equal((await failure(bench))?.code, code);
          assert.equal(bench.http.requests.length, 5);
        }
      });

      it('is not made again when it was refused', async () => {
        const bench = createBench([refusal(412, 'Validation errors/ Invalid arguments'), good]);
        const error = await failure(bench);
        assert.equal(error?.code, 'invalid_request');
        assert.doesNotMatch(error.hint ?? '', /message|recipients/);
        assert.equal(bench.http.requests.length, 1);
      });

      it('warns of nothing when it was lost, since to make it twice does no harm', async () => {
        for (const answer of [LOST, TIMED_OUT, at({}, 500), { ...at({}, 200), body: 'OK' }]) {
          const error = await failure(createBench([answer]));
          assert.equal(error?.hint, 'Try again later: repeating this call is safe.');
        }
      });
    });
});

describe('A token that was refused, when the clock changes in the middle of a run,', () => {
  it('is signed anew once for all requests under way together', async () => {
    const iatOf = new Map<string, number>();
    const bench: TestBench = createBench(
      [
        ({ headers }, previous) => {
          const platformNowMs = bench.clock.now() + (previous < 2 ? 0 : 7_200_000);
          const isGood = Math.abs((iatOf.get(headers['auth'] ?? '') ?? 0) * 1000 - platformNowMs) < 600_000;
          const date = new Date(platformNowMs).toUTCString();
          return isGood
            ? jsonAnswer(200, { _id: `ds-${previous}` })
            : refusal(401, 'Invalid JWT token', 4002, { date });
        },
      ],
      { latencyMs: 100, options: { maxInFlight: 4 } },
    );
    const sign = bench.signer.sign.bind(bench.signer);
    bench.signer.sign = (claims) => {
      const token = sign(claims);
      iatOf.set(token, claims.iat);
      return token;
    };
    const report = await bench.run(bench.client.send(textTo(addresses(20)), { recipientsPerRequest: 1 }));
    assertAccounted(report, 20);
    assert.equal(report.counts.accepted, 20);
    assert.ok(bench.http.requests.length <= 24, `${bench.http.requests.length}`);
  });
});

describe('the refusals of the documentation', () => {
  interface Refusal {
    readonly status: number;
    readonly body: { readonly errors: readonly Readonly<Record<string, unknown>>[] };
    readonly code: string;
    readonly hint: string;
    readonly requests: number;
  }
  for (const { status, body, code, hint, requests } of readFixture<Refusal[]>('refusals.json')) {
    const said = String(body.errors[0]?.['msg'] ?? body.errors[0]?.['message']);
    it(`${status} “${said}” means ${code}`, async () => {
      const bench = createBench([jsonAnswer(status, body)]);
      const report = await bench.run(bench.client.send(textTo('ann@example.com')));
      const error = report.requests[0]?.error;
      assert.equal(error?.code, code);
      assert.equal(error.status, status);
      assert.equal(error.platformMessage, said);
      assert.ok(error.hint?.includes(hint), error.hint);
      assert.equal(bench.http.requests.length, requests);
    });
  }

  it('name the other scope for device calls', async () => {
    const bench = createBench([refusal(401, 'Permission denied. Scope is incorrect!', 4002)]);
    const error = await bench.fail(bench.client.listDevices({ userId: 'u-1' }));
    assert.equal(error.code, 'wrong_scope');
    assert.match(error.hint ?? '', /SDKPushNotifications/);
    assert.equal(error.platformCode, '4002');
  });

  it('show nothing of a page made for browsers', async () => {
    const page = { kind: 'answer', status: 403, headers: {}, body: '<html><h1>Denied</h1></html>' } as const;
    const { report, fate } = await sendOne([page]);
    assert.equal(fate, 'rejected: forbidden');
    assert.equal(report.requests[0]?.error?.platformMessage, undefined);
  });
});
