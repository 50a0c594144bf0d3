import assert from 'node:assert/strict';
import { KoreNotifyError } from '../../src/vocabulary/errors.ts';
import { redact } from '../../src/text/redact.ts';
import type { HttpAnswer, HttpFailure } from '../../src/vocabulary/ports.ts';
import { jsonAnswer, type ScriptedAnswer } from '../../src/testing/index.ts';
import { createBench, LOST, MINUTE_LIMIT, NOT_SENT, refusal, type TestBench } from '../run-client.ts';

const SECRET = 'cs-secret-4711';
const TOKEN = `eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.${'x'.repeat(43)}`;
const MESSAGE = 'Your salary was changed.';
const PARAMETER = 'Ninety thousand';
const OWN_MESSAGE = 'Dear Ann, you are promoted.';

function createSecretBench(script: readonly ScriptedAnswer[]): TestBench {
  const bench = createBench(script);
  bench.signer.sign = () => TOKEN;
  return bench;
}

/** Everything of a value that a host could show: its JSON, and of an error also message, stack and cause. */
function textOf(value: unknown): string {
  if (!(value instanceof Error)) return JSON.stringify(value);
  const properties = Object.fromEntries(
    Object.getOwnPropertyNames(value).map((name) => [
      name,
      (value as unknown as Record<string, unknown>)[name],
    ]),
  );
  return [value.message, value.stack, JSON.stringify(properties), textOf(value.cause ?? null)].join('\n');
}

function assertClean(...values: unknown[]): void {
  const text = values.map(textOf).join('\n');
  for (const forbidden of [SECRET, TOKEN, MESSAGE, PARAMETER, OWN_MESSAGE, 'eyJ'])
    assert.ok(!text.includes(forbidden), `“${forbidden}” in ${text.slice(0, 500)}`);
}

const ROW = { email: 'ann@example.com', customMessage: OWN_MESSAGE, parameters: { amount: PARAMETER } };

const ENDS: readonly [string, HttpAnswer | HttpFailure][] = [
  ['taken', jsonAnswer(200, { _id: 'ds-1' })],
  ['not sent', NOT_SENT],
  ['lost', LOST],
  ['refused in words that quote the token', refusal(401, `Invalid JWT token ${TOKEN} given`)],
  [
    'refused in plain text that quotes the token',
    { kind: 'answer', status: 400, headers: {}, body: `bad ${TOKEN}` },
  ],
  ['refused with a code that quotes the token', jsonAnswer(400, { errors: [{ msg: 'x', code: TOKEN }] })],
  ['answered by a server error', refusal(500, 'Internal Server Error')],
  ['answered in words that cannot be read', { kind: 'answer', status: 200, headers: {}, body: TOKEN }],
  ['taken for too large', refusal(413, 'Payload Too Large')],
  ['refused by the limit', refusal(429, MINUTE_LIMIT)],
];

describe('No secret, token or message text', () => {
  for (const [what, answer] of ENDS)
    it(`stands in report, progress or log when a send was ${what}`, async () => {
      const bench = createSecretBench([answer]);
      const seen: unknown[] = [];
      const report = await bench.run(
        bench.client.sendV2(
          { channel: 'ivr', message: MESSAGE, recipients: [ROW, 'bob@example.com'] },
          { maxPauseMs: 60_000, onProgress: (progress) => void seen.push(progress) },
        ),
      );
      assert.ok(bench.http.requests[0]?.body?.includes(MESSAGE));
      assertClean(report, seen, bench.logged);
    });

  for (const [what, answer] of ENDS)
    it(`stands in report, error or log when a status or device call was ${what}`, async () => {
      const bench = createSecretBench([answer]);
      const status = await bench.run(bench.client.getStatus({ requests: 'ds-1' }, { maxPauseMs: 60_000 }));
      const check = await bench.run(bench.client.checkConnection());
      const thrown = await bench.fail(
        bench.client.subscribeDevice(
          { userId: 'u-1', deviceId: 'd-1', osType: 'iOS' },
          { maxPauseMs: 60_000 },
        ),
      );
      assertClean(status, check, thrown, bench.logged);
    });

  it('stands in the problems of bad input', async () => {
    const bench = createSecretBench([]);
    const inputs = [
      { channel: 'fax', message: MESSAGE, recipients: [ROW] },
      { channel: 'ivr', message: [MESSAGE], recipients: [{ ...ROW, email: 'ann' }] },
      { channel: 'ivr', messageType: 'template', message: `{"text": "${MESSAGE}",}`, recipients: [ROW] },
      {
        channel: 'ivr',
        messageType: 'script',
        message: { MESSAGE },
        recipients: [{ ...ROW, customMessage: { OWN_MESSAGE } }],
      },
      {
        channel: 'ivr',
        message: MESSAGE,
        recipients: [{ ...ROW, parameters: { amount: PARAMETER.repeat(40) } }],
      },
      {
        channel: 'ivr',
        message: `${MESSAGE} {missing}`,
        recipients: [ROW, { ...ROW, customMessage: `${OWN_MESSAGE} {missing}` }],
      },
    ];
    for (const input of inputs) {
      const error = await bench.fail(bench.client.sendV2(input as never));
      assert.equal(error.code, 'invalid_input');
      assertClean(error, error.problems, bench.logged);
    }
  });

  it('stands in what a signer says that fails, unless the words are our own', async () => {
    const bench = createBench([]);
    bench.signer.sign = () => {
      throw new Error(`secretOrPrivateKey ${SECRET} ${TOKEN}`);
    };
    const report = await bench.run(
      bench.client.send({ channel: 'slack', message: MESSAGE, recipients: 'ann' }, { wait: true }),
    );
    assertClean(report, bench.logged);
    bench.signer.sign = () => {
      throw new KoreNotifyError({ code: 'invalid_options', message: 'The private key does not fit.' });
    };
    const own = await bench.run(bench.client.send({ channel: 'slack', message: MESSAGE, recipients: 'ann' }));
    assert.equal(own.end.kind, 'stopped');
    assert.match(own.end.error?.message ?? '', /The private key does not fit/);
  });

  it('stands in what an HTTP adapter says that breaks its contract', async () => {
    const bench = createSecretBench([]);
    bench.http.send = () => Promise.reject(new Error(`auth: ${TOKEN} ${MESSAGE}`));
    const report = await bench.run(
      bench.client.send({ channel: 'slack', message: MESSAGE, recipients: 'ann' }),
    );
    assertClean(report, bench.logged);
  });
});

describe('The words of others', () => {
  it('are shown without tokens and line breaks, and no longer than 300 characters', () => {
    assert.equal(redact(`a\n b\t\t${TOKEN}, c`), 'a b [token], c');
    assert.equal(redact('eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d end'), '[token] end');
    assert.equal(redact('x'.repeat(500)).length, 301);
  });
});
