import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type IdentityRules, readIdentity } from '../../../src/recipients/identity/read-identity.ts';
import { validateIdentityHangouts, validateIdentityMsteams } from '../../../src/generated/validators.ts';
import { canonicalIdentity } from '../../../src/wire/identity-key.ts';

const ADDRESS: IdentityRules = { api: 'v2', key: 'email' };
const SPACE: IdentityRules = { api: 'v2', key: 'spaceId' };
const V1: IdentityRules = { api: 'v1', key: 'email' };
const OTHER: IdentityRules = { api: 'v2', key: 'user' };

function sentOf(given: unknown, rules: IdentityRules): string | undefined {
  const reading = readIdentity(given, rules);
  return 'identity' in reading ? reading.identity : undefined;
}

function faultOf(given: unknown, rules: IdentityRules): string {
  const reading = readIdentity(given, rules);
  if (!('fault' in reading)) return '';
  const { message, remedy } = reading.fault;
  for (const words of [message, remedy]) {
    assert.match(words, /\.$/);
    assert.ok(words.length < 160, words);
  }
  return `${message} ${remedy}`;
}

describe('An e-mail address', () => {
  for (const given of [
    'ann@example.com',
    'Ann@Example.COM',
    "o'brien@example.com",
    'ann+tag@example.com',
    'a.b-c_d@sub.example.org',
    'ann_example.com#EXT#@contoso.example.org',
    'ann@münchen.example',
    'ü@example.com',
    '用户@例子.广告',
    'अजय@डाटा.भारत',
    'ann@xn--mnchen-3ya.example',
    'ann@exam_ple.example',
    'a@x.org',
  ])
    it(`is sent as it is: ${given}`, () => {
      assert.equal(sentOf(given, ADDRESS), given);
      assert.ok(validateIdentityMsteams({ email: given }));
    });

  const WRAPPERS: readonly (readonly [string, string])[] = [
    ['', ''],
    ['mailto:', ''],
    ['MAILTO:', ''],
    ['"', '"'],
    ["'", "'"],
    ['“', '”'],
    ['<', '>'],
    ['<mailto:', '>'],
    ['Ann Example <', '>'],
    ['"Example, Ann" <', '>'],
    ["'Ann' <mailto:", '>'],
  ];
  const address = fc.constantFrom('ann@example.com', "o'brien@example.com", 'ü+x@münchen.example');
  const hidden = fc.string({
    unit: fc.constantFrom('\u200b', '\u202a', '\xad', '\ufeff', ' ', '\xa0'),
    maxLength: 3,
  });

  it('is sent without whatever programs put around it', () => {
    fc.assert(
      fc.property(
        address,
        fc.constantFrom(...WRAPPERS),
        hidden,
        hidden,
        (email, [open, close], before, behind) => {
          assert.equal(sentOf(`${before}${open}${email}${close}${behind}`, ADDRESS), email);
          assert.equal(sentOf(`${before}${open}${email}${close}${behind}`, V1), email);
        },
      ),
    );
  });

  it('is sent without characters inside that cannot be seen', () => {
    assert.equal(sentOf('ann@exam\xadple.com', ADDRESS), 'ann@example.com');
    assert.equal(sentOf('a\u200bnn@example.com', V1), 'ann@example.com');
    // There a joiner is a part of the word.
    assert.match(faultOf('ann@\u0645\u06cc\u200c\u062e.example', ADDRESS), /U\+200C/);
  });

  it('is itself if it is named by itself', () => {
    assert.equal(sentOf('ann@example.com <ann@example.com>', ADDRESS), 'ann@example.com');
    assert.match(faultOf('bob@example.com <ann@example.com>', ADDRESS), /more than one @/);
  });

  for (const [given, words] of [
    ['', /empty/],
    ['ann', /not an e-mail address/],
    ['ann@example', /not an e-mail address/],
    ['ann@1.2.3.4', /not an e-mail address/],
    ['ann@-example.com', /not an e-mail address/],
    ['@example.com', /not an e-mail address/],
    [`${'a'.repeat(65)}@example.com`, /not an e-mail address/],
    ['ann@example..com', /dot/],
    ['ann@example.com.', /dot/],
    ['.ann@example.com', /dot/],
    ['ann.@example.com', /dot/],
    ['ann@@example.com', /more than one @/],
    ['ann@example.com, bob@example.com', /more than one @/],
    ['ann bob@example.com', /blank/],
    ['ann@exam\nple.com', /blank/],
    ['=ann@example.com', /“=”/],
    ['ann@', /not an e-mail address/],
    ['@', /not an e-mail address/],
    ['ann\uff20example.com', /not an e-mail address/],
    ['ann%40example.com', /not an e-mail address/],
    ['ann=x@example.com', /“=”/],
    ['*ann@example.com', /“\*”/],
    ['[ann@example.com]', /“\[”/],
    ['(ann@example.com)', /“\(”/],
    ['•ann@example.com', /“•”/],
    ['-ann@example.com', /“-”/],
    ["'ann@example.com", /“'”/],
    ['<ann@example.com', /“<”/],
    ['ann@example.com>', /“>”/],
    ['ann@example.com;', /“;”/],
    ['ann@example.com?subject=x', /“\?”/],
    ['ann’s@example.com', /“’”/],
    ['ann@example.com\u0007', /control/],
    ['j\ufffdrgen@example.com', /U\+FFFD/],
    ['O&#39;Neil@example.com', /HTML/],
    ['{{ $json.email }}', /expression/],
    ['#N/A', /sheet/],
    ['[object Object]', /object/],
    ['undefined', /undefined/],
    ['a\ud800@example.com', /half a character/],
    [`${'a'.repeat(2_000)}@example.com`, /too long/],
    [7, /not an e-mail address/],
    [null, /missing/],
    [new Date(0), /a date/],
    [['ann@example.com'], /a list/],
    [true, /a boolean/],
  ] as const)
    it(`is refused in words: ${JSON.stringify(given).slice(0, 60)}`, () =>
      assert.match(faultOf(given, ADDRESS), words));

  it('has no mark of a list or a program in whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...Array.from('ab.@"\'<>()[]{},;:=*|` \n\u200b-+#&ü')),
          maxLength: 16,
        }),
        (given) => {
          for (const rules of [ADDRESS, V1]) {
            const sent = sentOf(given, rules);
            if (sent === undefined) continue;
            assert.doesNotMatch(sent, /["<>[\]{},;`\n\u200b]|^\s|\s$/, given);
            if (rules === ADDRESS) assert.ok(validateIdentityMsteams({ email: sent }), given);
            if (sent.includes('@')) assert.equal(sent.split('@').length, 2);
            // Whatever is sent is read as itself.
            assert.equal(sentOf(sent, rules), sent);
          }
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

describe('A space id', () => {
  for (const given of [
    'AAQAPWixxxx',
    ' AAQAPWixxxx\u200b',
    'spaces/AAQAPWixxxx',
    'https://chat.google.com/room/AAQAPWixxxx',
    'https://chat.google.com/room/AAQAPWixxxx?cls=7',
    'https://chat.google.com/room/AAQAPWixxxx/thread',
    'https://chat.google.com/u/0/app/chat/AAQAPWixxxx',
    'https://mail.google.com/chat/u/0/#chat/space/AAQAPWixxxx',
    'https://mail.google.com/mail/u/1/#chat/space/AAQAPWixxxx',
  ])
    it(`is sent alone: ${JSON.stringify(given)}`, () => {
      assert.equal(sentOf(given, SPACE), 'AAQAPWixxxx');
      assert.ok(validateIdentityHangouts({ spaceId: 'AAQAPWixxxx' }));
    });

  for (const given of [
    'my space',
    'ann@example.com',
    'spaces/AAQA/messages/1',
    'users/123',
    'https://example.com/room/AAQA',
    'https://chat.googleapis.com/v1/spaces/AAQA/messages?key=k',
    '"AAQA"',
  ])
    it(`is refused: ${given}`, () => assert.match(faultOf(given, SPACE), /not a space id/));
});

describe('An identity that may be any text', () => {
  for (const given of [
    'ann',
    'emp-0815',
    'EMP 0815',
    "O'Neil",
    'Müller',
    'CORP\\ann',
    'auth0|5f7c8',
    'cn=ann',
    '@ann',
    'ann@corp',
    '+49 171 3920012',
    'Null',
  ])
    it(`is sent as it is: ${given}`, () => {
      assert.equal(sentOf(given, V1), given);
      assert.equal(sentOf(given, OTHER), given);
    });

  it('is the text of a number', () => {
    assert.equal(sentOf(4711, V1), '4711');
    assert.equal(sentOf(340_434_161_094_042_557n, OTHER), '340434161094042557');
    assert.match(faultOf(2 ** 60, V1), /too large/);
  });

  for (const [given, words] of [
    ['[object Object]', /object/],
    ['undefined', /undefined/],
    ['null', /null/],
    ['NaN', /NaN/],
    ['{{ $json.email }}', /expression/],
    ['${email}', /expression/],
    ['#REF!', /sheet/],
    ['x\ufffd', /U\+FFFD/],
    ['a, b', /mark/],
    ['["ann"]', /mark/],
    ['"ann"', /mark/],
    ['<ann>', /mark/],
    ['ann@example.com|bob@example.com', /more than one @/],
    ['ann@example.com bob@example.com', /more than one @/],
    ['=ann@example.com', /“=”/],
    ['ann@', /not an e-mail address/],
    ['@', /not an e-mail address/],
    ['ann\uff20example.com', /not an e-mail address/],
    ['ann%40example.com', /not an e-mail address/],
    ['emp\u0007', /control/],
    ['emp\t1', /control/],
    ['emp\u200b1', /U\+200B/],
    ['emp\xa01', /U\+00A0/],
  ] as const)
    it(`is refused if it can be none: ${JSON.stringify(given)}`, () => {
      assert.match(faultOf(given, V1), words);
      assert.match(faultOf(given, OTHER), words);
    });
});

describe('The form in which identities are compared', () => {
  it('is that of what is sent', () => {
    const text = fc.oneof(
      fc.string({
        unit: fc.constantFrom(...Array.from('aAüU\u0308ſIİ@.+0123456789 -()/'), '\u200b'),
        maxLength: 16,
      }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('Ann@Example.com', '+49 (0)171 3920012', '0049 171 3920012', 'spaces/AAQA', 'emp-0815'),
    );
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('email', 'phoneNumber', 'spaceId', 'user'),
        fc.constantFrom('v1', 'v2'),
        (given, key, api) => {
          const reading = readIdentity(given, { api, key });
          if (!('identity' in reading)) return;
          assert.equal(reading.canonical, canonicalIdentity(reading.identity, key));
          assert.equal(canonicalIdentity(reading.canonical, key), reading.canonical);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('does not mind capitals, accents in two parts, and what cannot be seen', () => {
    for (const [key, writings] of [
      ['email', ['Ü@Example.com', 'u\u0308@example.com', ' \u00fc@EXAMPLE.com\u200b']],
      [
        'phoneNumber',
        ['+491713920012', '491713920012', '00491713920012', '+49 171-392 00 12', '\u202a+491713920012'],
      ],
      ['spaceId', ['AAQA', ' AAQA\u200b']],
      [undefined, ['+491713920012', '491713920012']],
    ] as const)
      assert.equal(new Set(writings.map((one) => canonicalIdentity(one, key))).size, 1, key);
  });

  it('keeps apart what may be different people', () => {
    for (const [key, writings] of [
      ['spaceId', ['AAQA', 'aaqa']],
      ['email', ['emp-0815', 'EMP-0815']],
      [undefined, ['emp-0815', 'EMP-0815']],
      ['email', ['ann@example.com', 'ann+x@example.com']],
    ] as const)
      assert.equal(new Set(writings.map((one) => canonicalIdentity(one, key))).size, 2);
  });
});
