import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readIdentity } from '../../src/recipients/identity/read-identity.ts';
import { readIdentityList } from '../../src/connection/identity-list.ts';
import { canonicalIdentity } from '../../src/wire/identity-key.ts';

function read(...entries: unknown[]): { has: (identity: string) => boolean; faults: string[] } {
  return readIn(undefined, ...entries);
}

/** The same for an app with a default country. */
function readIn(country: string | undefined, ...entries: unknown[]): ReturnType<typeof read> {
  const faults: string[] = [];
  const list = readIdentityList(entries, country, (position, { message }) =>
    faults.push(`${position}: ${message}`),
  );
  return { has: (identity) => list.has(identity), faults };
}

describe('A list of identities', () => {
  for (const [entry, within, without] of [
    [
      'Ann@Example.com',
      ['ann@example.com', ' ANN@EXAMPLE.COM ', '\u200bann@example.com'],
      ['ann@example.org', 'joann@example.com'],
    ],
    [
      '@example.com',
      ['ann@example.com', 'BOB@Example.COM'],
      ['ann@sub.example.com', 'ann@notexample.com', 'example.com@x.org'],
    ],
    ['@ex\ufe0fample.com\u034f', ['ann@example.com'], ['ann@example.org']],
    ['example.com', ['ann@example.com'], ['ann@sub.example.com', 'ann@myexample.com']],
    ['*.example.com', ['ann@a.example.com', 'ann@a.b.example.com'], ['ann@example.com', 'ann@xexample.com']],
    ['*@example.com', ['ann@example.com'], ['ann@example.com.evil.org']],
    [
      'ann*@example.*',
      ['ann.smith@example.org', 'ann@example.com'],
      ['bob@example.com', 'joann@example.com'],
    ],
    [
      '+49 (171) 123-4567',
      ['491711234567', '+49 171 1234567', '0049 171 1234567'],
      ['4917112345678', '+491711234568'],
    ],
    ['0049 171 1234567', ['+491711234567'], ['+491711234568']],
    ['491711234567', ['+49 171 1234567'], []],
    ['+49', ['+491711234567', '004930123456'], ['+33612345678', '49ers@example.com']],
    ['+49*', ['+491711234567', '4930123456'], ['+33612345678', '49ers@example.com']],
    ['0049*', ['+491711234567'], ['+33612345678']],
    ['*99', ['+4917112399'], ['+4917112398', 'ann99']],
    ['*', ['ann@example.com', '+491711234567', 'spaces/AAA'], []],
    ['spaces/AAQA', ['spaces/AAQA'], ['spaces/AAQB']],
    ['U012AB3CD', ['U012AB3CD'], ['U012AB3CE']],
    ['U01*', ['U012AB3CD'], ['U02']],
    ['spaces/AAQA', ['AAQA'], ['AAQB']],
    ['https://chat.google.com/room/AAQA?cls=7', ['AAQA', 'spaces/AAQA'], ['AAQB']],
    ['Ann <ann@example.com>', ['ann@example.com'], ['bob@example.com']],
    ['mailto:ann@example.com', ['ann@example.com'], ['bob@example.com']],
    ['ann@intranet', ['Ann@Intranet'], ['ann@intranet.example.com']],
    ['ann@exämple.de', ['ANN@EXÄMPLE.DE', 'ann@xn--exmple-cua.de'], ['ann@example.de']],
    ['ann@XN--exmple-cua.de', ['ann@exämple.de'], ['ann@example.de']],
    ['@xn--exmple-cua.de', ['ann@exämple.de', 'ann@xn--exmple-cua.de'], ['ann@example.de']],
    ['exämple.de', ['ann@xn--exmple-cua.de'], ['ann@example.de']],
    ['*@*.exämple.de', ['ann@a.xn--exmple-cua.de', 'ann@a.exämple.de'], ['ann@exämple.de']],
    [491711234567, ['+49 171 1234567'], ['+49 171 1234568']],
    ['12345', ['12345'], ['123456', '+12345678901']],
  ] as const)
    it(`with “${entry}” has just those that it means`, () => {
      const { has, faults } = read(entry);
      assert.deepEqual(faults, []);
      for (const identity of within) assert.equal(has(identity), true, identity);
      for (const identity of without) assert.equal(has(identity), false, identity);
    });

  for (const entry of [
    '',
    '  ',
    null,
    Number.NaN,
    4.9e25,
    'undefined',
    'null',
    'NaN',
    'None',
    'n/a',
    '-',
    '#N/A',
    'email',
    'E-Mail',
    'phoneNumber',
    'Mobile',
    'identity',
    '4.91714E+11',
    '4,91714e11',
    '1713920012',
    '999123456789',
    '+999 123456789',
    '+49 171 1234567 ext. 5',
    '+49 (0)171 1234567 / 0172 7654321',
    {},
    '@',
    '@.com',
    '@example.com.',
    '@example..com',
    '@example.com/x',
    'ann@',
    'ann@b@example.com',
    'ann smith',
    'https://example.com',
    '/.*@example.com/',
    '^ann@example.com$',
    '(ann|bob)@example.com',
    '0171 1234567',
    '0171*',
    'example.*',
    'ann.*',
    '${ALLOWED}',
    '{{ $json.email }}',
    '[object Object]',
    'a'.repeat(400),
  ])
    it(`has a fault for ${JSON.stringify(entry).slice(0, 40)}`, () => {
      const { faults } = read('ann@example.com', entry);
      assert.equal(faults.length, 1);
      assert.match(faults[0] ?? '', /^2: /);
    });

  it('reads a number by the country of the app, as of a recipient', () => {
    const { has, faults } = readIn('DE', '0171 1234567');
    assert.deepEqual(faults, []);
    assert.equal(has('+491711234567'), true);
    assert.equal(readIn('US', '(212) 555-0123').has('12125550123'), true);
  });

  it('has whoever is among the recipients in any spelling, whatever the spelling of the entry', () => {
    const spellings: readonly (readonly [
      key: string,
      country: string | undefined,
      spellings: readonly string[],
    ])[] = [
      [
        'email',
        undefined,
        ['ann@exämple.de', 'Ann@xn--exmple-cua.de', '<ann@EXÄMPLE.de>', 'mailto:ann@exämple.de'],
      ],
      [
        'phoneNumber',
        'DE',
        ['+49 171 1234567', '0049 171 1234567', '0171/1234567', '491711234567', '0171 123 45 67'],
      ],
      ['spaceId', undefined, ['AAQA', 'spaces/AAQA', 'https://chat.google.com/room/AAQA']],
    ];
    for (const [key, country, all] of spellings)
      for (const entry of all)
        for (const given of all) {
          const reading = readIdentity(given, { api: 'v2', key, country });
          assert.ok('identity' in reading, given);
          assert.equal(readIn(country, entry).has(reading.identity), true, `${entry} of ${given}`);
        }
  });

  it('does not tell two spellings of one identity apart', () => {
    const digits = fc.stringMatching(/^49(?:15[1-9]|16[02389]|17\d)\d{7}$/);
    fc.assert(
      fc.property(
        digits,
        fc.constantFrom('+', '00', ''),
        fc.constantFrom('', ' ', '-', '.'),
        (number, prefix, sign) => {
          const spelt = prefix + number.slice(0, 2) + sign + number.slice(2);
          assert.equal(canonicalIdentity(spelt, 'phoneNumber'), number);
          assert.equal(read(number).has(spelt), true);
          assert.equal(read(spelt).has(`+${number}`), true);
        },
      ),
    );
  });

  it('takes a time in proportion to the text, whatever the pattern', () => {
    const { has } = read(`${'*a'.repeat(150)}*b`);
    const text = 'a'.repeat(100_000);
    const start = performance.now();
    for (let time = 0; time < 100; time++) assert.equal(has(text), false);
    assert.ok(performance.now() - start < 2_000);
  });
});
