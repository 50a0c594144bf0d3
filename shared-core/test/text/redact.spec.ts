import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Carried } from '../../src/text/carried.ts';
import { redact } from '../../src/text/redact.ts';

const MESSAGE = 'Ihr Gehalt wurde geändert: Your salary “was” changed & raised <b>now</b>.';
const NAME = 'Zoë Müller-Łuczak';
const AMOUNT = '90,000 €';
const OWN_MESSAGE = 'Dear Zoë, you are promoted.';
const ADDRESS = 'zoe.luczak+hr@example.com';
const PHONE = '+49 151 2345-6789';
const [HEADER, PAYLOAD, SIGNATURE] = [
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9',
  'eyJhcHBJZCI6ImNzLTEiLCJzdWIiOiJjcy0xIn0',
  '4pcPyMD09olPSyXnrXCjTwXyr4BsezdI1AVTmud2fU4',
];
const TOKEN = `${HEADER}.${PAYLOAD}.${SIGNATURE}`;
const SECRET = 'a-secret-of-the-user-7777';

const BODY = JSON.stringify({
  channel: 'ivr',
  userIdentityType: 'resolve',
  content: { type: 'text', value: MESSAGE },
  identities: [
    { email: ADDRESS, customMessage: OWN_MESSAGE, parameters: { name: NAME, amount: AMOUNT } },
    { phoneNumber: PHONE },
  ],
});
const CARRIED: Carried = { body: BODY, path: '/list?uId=user-4711%40x', secrets: () => [TOKEN, SECRET] };

/** Every way in which somebody may quote a text. */
const FORMS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'as JSON': (text) => JSON.stringify(text),
  'as JSON in JSON': (text) => JSON.stringify(JSON.stringify({ at: text })),
  'as JSON in ASCII': (text) =>
    text.replaceAll(/[^\x20-\x7e]|["&]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'as HTML': (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('ö', '&ouml;').replaceAll('ü', '&uuml;'),
  'as numbers of HTML': (text) =>
    Array.from(text, (one) => `&#x${one.codePointAt(0)!.toString(16)};`).join(''),
  'percent-encoded': (text) => encodeURIComponent(text),
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'with plus signs for blanks': (text) => encodeURIComponent(text).replaceAll('%20', '+'),
  'in lower case': (text) => text.toLowerCase(),
  'in upper case': (text) => text.toUpperCase(),
  'without accents': (text) => text.normalize('NFD').replaceAll(/\p{M}/gu, ''),
  'letter by letter': (text) => Array.from(text).join(' '),
  'in lines': (text) => text.replaceAll(' ', '\n'),
  'in base64': (text) => Buffer.from(text).toString('base64'),
  'in base64 for URLs, after a word': (text) => `auth-${Buffer.from(text).toString('base64url')}`,
  'in a piece of base64': (text) => Buffer.from(text.slice(0, 12)).toString('base64'),
  'in base64 from the middle on': (text) => Buffer.from(text).toString('base64').slice(3, 17),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'hexadecimal with blanks': (text) => Buffer.from(text).toString('hex').replaceAll(/../g, '$& ').trim(),
  'in quoted-printable': (text) =>
    Array.from(Buffer.from(text), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  'cut at the end': (text) => `${text.slice(0, Math.max(10, text.length - 5))}…`,
  'cut at the beginning': (text) => `…${text.slice(Math.min(5, text.length - 10))}`,
};

/** Letters and digits alone: no eight of them in a row may be the same. */
const bare = (text: string): string =>
  text
    .normalize('NFKD')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

function assertHidden(shown: string, ...texts: string[]): void {
  for (const text of texts)
    for (let at = 0; at === 0 || at + 8 <= bare(text).length; at++)
      assert.ok(!bare(shown).includes(bare(text).slice(at, at + 8)), `“${text}” is in “${shown}”`);
}

describe('The words of others', () => {
  for (const [form, quote] of Object.entries(FORMS)) {
    for (const [what, text] of Object.entries({ MESSAGE, NAME, OWN_MESSAGE, ADDRESS, PHONE, TOKEN, SECRET }))
      it(`are shown without ${what.toLowerCase().replace('_', ' ')} of the request, quoted ${form}`, () => {
        const shown = redact(`Cannot use ${quote(text)} here.`, CARRIED);
        assertHidden(shown, text);
        assert.match(shown, /^Cannot use /);
        assert.ok(form.startsWith('cut') || form === 'as JSON in JSON' || shown.endsWith(' here.'), shown);
      });
    it(`are shown without short values of the request, quoted ${form}`, () => {
      const carried = {
        body: JSON.stringify({ identities: ['ann', { parameters: { a: 'Bo5', b: '李明' } }] }),
      };
      for (const text of form.startsWith('cut') || form === 'letter by letter' ? [] : ['ann', 'Bo5', '李明'])
        assert.doesNotMatch(redact(`No ${quote(text)}!`, carried), new RegExp(text, 'i'));
    });
  }

  const hidden = (shown: string): string => shown.replaceAll(/\[(?:token|…)\]/g, '#');
  it('are shown without encoded pieces, in whatever place of them', () => {
    for (const [what, text] of Object.entries({ MESSAGE, OWN_MESSAGE, ADDRESS, PHONE, TOKEN, SECRET }))
      for (let from = 0; from + 12 <= text.length; from += 3) {
        const piece = text.slice(from, from + 12);
        // What is left of less than eight letters is not looked for.
        if (bare(piece).length < 8) continue;
        const bytes = Buffer.from(piece);
        for (const encoded of [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')])
          assert.equal(
            hidden(redact(`Cannot read ${encoded.replace(/=+$/, '')}, sorry.`, CARRIED)),
            'Cannot read #, sorry.',
            `${what} ${piece}`,
          );
      }
  });

  it('are shown without short parts of the token, but for those that may be words', () => {
    for (const size of [5, 6, 7]) {
      const parts = TOKEN.match(new RegExp(`.{1,${size}}`, 'g'))!;
      const shown = redact(parts.join(' and '), CARRIED, 4_000);
      for (const part of parts)
        if (part.length >= 5 && !part.includes('.') && !/^(?:[A-Z]?[a-z]+|[A-Z]+|\d+)$/.test(part))
          assert.ok(!shown.includes(part), part);
    }
  });

  it('keep their words where the request carried others, however long or strange these are', () => {
    const words =
      'The notificationInstance NOTIFICATION_CHANNEL of /notify is misconfigured: 20250101120000 0xdeadbeefcafebabe deadbeef-0000-1111-2222-333344445555 TLSv1 IPv6 Http2';
    assert.equal(redact(words, CARRIED), words);
  });

  it('are shown up to the first piece of the body', () => {
    assert.equal(redact(`cannot use ${BODY}`, CARRIED), 'cannot use […]');
    for (const quote of [JSON.stringify, encodeURIComponent, escapeHtml])
      for (const from of [0, 1, 30]) {
        const shown = redact(`cannot use ${quote(BODY.slice(from))} at all`, CARRIED);
        assertHidden(shown, MESSAGE, NAME, OWN_MESSAGE, ADDRESS, PHONE);
        assert.match(shown, /^cannot use .{0,40}\[…\]$/);
      }
    // As a program prints an object.
    assert.equal(
      redact("bad input: { channel: 'ivr', identities: [ 'x' ] }", { body: '{}' }),
      'bad input: […]',
    );
  });

  it('keep what is theirs', () => {
    const carried = {
      body: JSON.stringify({ message: { val: 'Please reset your password at https://x.example' } }),
    };
    for (const words of [
      'Permission denied. Scope is incorrect!',
      "You've exceeded the per-minute rate limit. Please wait for sometime before retrying.",
      'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)',
      'Invalid password',
      'No job ds-0b3f3ad5-1a4c-4d44-9fd6-7bd5a2f0c0de of bot st-1',
      '{"message":"Invalid channel"}',
    ])
      assert.equal(redact(words, carried), words);
    assert.equal(redact('Invalid SDK credentials', CARRIED), 'Invalid SDK credentials');
  });

  it('are shown without the parts of the token in any order, and any piece of them', () => {
    for (const words of [
      `${PAYLOAD}.${HEADER}.${SIGNATURE}`,
      `${HEADER} . ${PAYLOAD} . ${SIGNATURE}`,
      `${SIGNATURE} ${PAYLOAD} ${HEADER}`,
      TOKEN.replaceAll('.', '%2E'),
      TOKEN.toLowerCase(),
      TOKEN.match(/.{1,7}/g)!.join(' '),
      `sig=${SIGNATURE.slice(0, 16)}`,
      `sig=${SIGNATURE.slice(11, 27)}!`,
      `sig=…${SIGNATURE.slice(-16)}`,
      `a${SIGNATURE}b`,
    ])
      assertHidden(redact(`The token ${words} is bad.`, CARRIED), HEADER, PAYLOAD, SIGNATURE);
  });

  it('are shown without what is a secret by its looks, whoever sent it', () => {
    for (const [words, shown] of [
      ['see https://user:p@ss@proxy.example:3128/x', 'see https://[…]@proxy.example:3128/x'],
      ['see https://a.example/b?key=4711&x=1 now', 'see https://a.example/b?[…] now'],
      [`a ${TOKEN} b`, 'a [token] b'],
      ['a -----BEGIN PRIVATE KEY----- MIIE vQ== -----END PRIVATE KEY----- b', 'a [key] b'],
      ['a -----BEGIN PRIVATE KEY----- MIIE', 'a [key]'],
      ['key 6OPsvP5dbOyc4X6obVFHzs5hZ3zg5Np8cCtMOLpx6WM=', 'key […]'],
      ['a\u0000b\u001b[31mc\u202ed', 'a b [31mc d'],
    ] as const)
      assert.equal(redact(words), shown);
  });

  const texts = fc.string({ unit: 'grapheme', minLength: 9, maxLength: 60 });
  const forms = fc.constantFrom(...Object.values(FORMS));
  it('hold no piece of any message, parameter or recipient, in any form', () => {
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 5 }), fc.nat(), forms, (values, pick, quote) => {
        const [message = '', ...rest] = values;
        const identities = rest.map((value) => ({ email: value, parameters: { a: value.slice(1) } }));
        const text = values[pick % values.length] ?? '';
        const body = JSON.stringify({ message: { type: 'text', val: message }, identities });
        const shown = redact(`Refused: ${quote(text)}. So it is.`, { body });
        const pieces = bare(text);
        // What the words say themselves is no secret.
        // A word that the message shares with everybody is no secret either.
        const everyday = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].flatMap(([word]) =>
          /^\p{L}{8,}$/u.test(word) ? [bare(word)] : [],
        );
        for (let at = 0; at + 8 <= pieces.length; at++)
          if (everyday.some((word) => word.includes(pieces.slice(at, at + 8)))) continue;
          else if (!bare('Refused. So it is.').includes(pieces.slice(at, at + 8)))
            assert.ok(!bare(shown).includes(pieces.slice(at, at + 8)), `${text} → ${shown}`);
      }),
      { numRuns: 500 },
    );
  });

  it('take time in proportion to their length and that of the body', () => {
    const timeOf = (unit: string, length: number): number => {
      const words = unit.repeat(length / unit.length);
      const body = JSON.stringify({ message: { val: words }, identities: [words, words.slice(1)] });
      const start = performance.now();
      assert.ok(redact(words, { body, secrets: () => [words] }).length <= 301);
      return performance.now() - start;
    };
    const hostile = [
      'eyJ-',
      '-----BEGIN ',
      '//',
      '://a?',
      '%25',
      '&amp;',
      '\\u005c',
      '{"',
      'aaaaaaaa',
      ' ',
      '@',
      '李',
    ];
    for (const unit of hostile) {
      const few = Math.max(...[1, 2, 3].map(() => timeOf(unit, 1_000)), 0.1);
      const many = Math.min(...[1, 2, 3].map(() => timeOf(unit, 100_000)));
      // The square would be ten thousand times as much.
      assert.ok(many < few * 1_000, `${many} ms for 100,000 characters of ${unit}, ${few} ms for 1,000`);
    }
  });
});

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
