import assert from 'node:assert/strict';
import fc from 'fast-check';
import { classify } from '../../src/calls/classify-failure.ts';
import { jsonAnswer } from '../../src/testing/index.ts';
import type { HttpAnswer } from '../../src/vocabulary/ports.ts';
import { buildUnsubscribeAllRequest } from '../../src/wire/devices.ts';
import { buildSendRequest } from '../../src/wire/send.ts';
import { fillPlaceholders } from '../../src/recipients/placeholders.ts';
import { readFixture } from '../read-fixture.ts';
import { BOT_ID } from '../run-client.ts';

interface LimitText {
  readonly text: string;
  readonly window: 'minute' | 'hour';
}
const TEXTS: readonly LimitText[] = [
  ...readFixture<LimitText[]>('limit-texts.json'),
  { text: 'Too Many requests', window: 'minute' },
];
const STATUSES = [400, 401, 403, 404, 409, 412, 413, 500, 502, 503, 504, 999];

function kindOf(answer: HttpAnswer, body: unknown = { message: { type: 'text', val: 'Hello!' } }): string {
  const spec = buildSendRequest('v2', BOT_ID, JSON.stringify(body));
  return classify(answer, { ...spec, nowMs: 0, clockOffsetMs: 0 }).kind;
}

function plain(status: number, body: string): HttpAnswer {
  return { kind: 'answer', status, headers: {}, body };
}

/** How a platform, or a proxy before it, may quote what it was sent. */
const ECHOES: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in a sentence': (text) => `Internal error while sending "${text}" on.`,
  'as the words of an error': (text) => JSON.stringify({ errors: [{ msg: text, code: 5000 }] }),
  'as an error and beside it': (text) => JSON.stringify({ errors: [text], message: text, error: text }),
  'as JSON in the words of an error': (text) =>
    JSON.stringify({ errors: [{ msg: `Cannot use ${JSON.stringify({ val: text })}` }] }),
  'as a code': (text) => JSON.stringify({ errors: [{ msg: 'Bad', code: text }], code: text, status: text }),
  'in capital letters, with other blanks': (text) =>
    JSON.stringify({ error: { message: ` ${text.toUpperCase().replaceAll(' ', '\u00a0 ')} ` } }),
};

describe('A refusal by the limit', () => {
  for (const { text, window } of TEXTS)
    it(`is known by "${text}", with any status of a refusal`, () => {
      for (const status of STATUSES)
        for (const answer of [
          plain(status, ` ${text}\n`),
          jsonAnswer(status, { errors: [{ msg: text, code: 4003 }] }),
          jsonAnswer(status, { error: 'Some Status', message: text.toUpperCase() }),
          jsonAnswer(status, { errors: [{ message: text.replace("'", '’').replace(/\.$/, '') }] }),
        ]) {
          const spec = buildSendRequest('v2', BOT_ID, '{"message":{"val":"Hello!"}}');
          const verdict = classify(answer, { ...spec, nowMs: 0, clockOffsetMs: 0 });
          assert.deepEqual(
            [verdict.kind, 'window' in verdict && verdict.window],
            ['limited', window],
            JSON.stringify(answer),
          );
        }
    });

  it('is known by a code of 429 in the body, with any status of a refusal', () => {
    for (const status of STATUSES)
      for (const code of [429, '429', ' 429 '])
        for (const body of [{ errors: [{ code }] }, { error: { statusCode: code } }, { code }])
          assert.equal(kindOf(jsonAnswer(status, body)), 'limited', JSON.stringify(body));
  });

  it('is none where the words tell of something else', () => {
    for (const words of [
      'upstream: rate limit exceeded after the request was forwarded',
      'The job has begun; MS Teams answered Too Many Requests',
      'Too many requests of this user were sent on',
      'Rate limit for this API has been reached. Please try again later. 3 of 4 were sent.',
    ])
      for (const body of [words, JSON.stringify({ errors: [{ msg: words }] })]) {
        assert.equal(kindOf(plain(400, body)), 'refused', words);
        for (const status of [500, 502, 504]) assert.equal(kindOf(plain(status, body)), 'lost', words);
      }
    // One of several errors says nothing of the others.
    const errors = [{ msg: 'The message was sent to 3 of 4.' }, { msg: 'Too Many requests' }];
    assert.equal(kindOf(jsonAnswer(500, { errors })), 'lost');
  });

  const limits = fc.constantFrom(...TEXTS.map(({ text }) => text), '429');
  const parts = fc.oneof(limits, fc.string({ unit: 'grapheme', maxLength: 20 }));
  const texts = fc.array(parts, { minLength: 1, maxLength: 3 }).map((some) => some.join(' '));
  it('is none where the request carried its words, in whatever part and however they are quoted', () => {
    const places: ((text: string) => [body: unknown, carried: string])[] = [
      (text) => [{ message: { type: 'text', val: text } }, text],
      (text) => [{ message: { type: 'template', value: { body: [{ text, code: text }] } } }, text],
      (text) => [{ identities: [{ email: 'a@b.co', customMessage: text }] }, text],
      (text) => [{ identities: ['b@c.de', text] }, text],
      (text) => [{ identities: [{ email: 'a@b.co', parameters: { text } }] }, text],
      (text) => [{ identities: [{ email: 'a@b.co', parameters: { [text]: 'x' } }] }, text],
      (text) => [{ channel: text }, text],
      // The platform fills the placeholders, and may quote what it made of them.
      (text) => filled(text, 3, 7),
      (text) => filled(text, 1, text.length - 1),
    ];
    fc.assert(
      fc.property(
        texts,
        limits,
        fc.constantFrom(...places),
        fc.constantFrom(...Object.entries(ECHOES)),
        fc.constantFrom(...STATUSES),
        fc.boolean(),
        (text, limit, place, [, echo], status, quotesAll) => {
          const [body, carried] = place(text);
          // Of a longer text it may quote the part that reads like the limit alone.
          const quoted = quotesAll || !carried.includes(limit) ? carried : limit;
          const kind = kindOf(plain(status, echo(quoted)), body);
          assert.notEqual(kind, 'limited', `${JSON.stringify(body)} ${echo(quoted)}`);
          if (status >= 500) assert.equal(kind, 'lost');
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is none in an answer of a device call that quotes the user', () => {
    const spec = buildUnsubscribeAllRequest(BOT_ID, { userId: 'Too many requests' });
    const answer = jsonAnswer(200, { success: false, message: 'Too many requests' });
    const verdict = classify<unknown>(answer, { ...spec, nowMs: 0, clockOffsetMs: 0 });
    assert.equal(verdict.kind, 'ok');
  });

  it('is found in a moment, however much the request carried', () => {
    const name = 'x'.repeat(200);
    const identities = Array.from({ length: 1_000 }, (_, index) => ({
      email: `r${index}@example.com`,
      parameters: { name },
    }));
    const body = { message: { type: 'text', value: `${'y'.repeat(20_000)}{name}` }, identities };
    const start = performance.now();
    kindOf(jsonAnswer(400, { errors: [{ msg: 'Too many requests' }] }), body);
    assert.ok(performance.now() - start < 2_000, `${performance.now() - start} ms`);
  });
});

/** A message whose middle one recipient fills in. */
function filled(text: string, from: number, to: number): [body: unknown, carried: string] {
  const [start, name, end] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  const value = `${start}{name}${end}`;
  const identities = [
    { email: 'a@b.co', parameters: { name: 'Ann' } },
    { email: 'b@b.co', parameters: { name } },
  ];
  return [{ message: { type: 'text', value }, identities }, fillPlaceholders(value, { name })];
}

describe('An answer whose status is none', () => {
  for (const status of [0, 99, 100, 101, 199, NaN, -1])
    it(`is lost: ${status}`, () => {
      for (const body of ['', '{}', 'Too many requests']) assert.equal(kindOf(plain(status, body)), 'lost');
    });
});
