import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readIdentityList } from '../../src/validation/identity-list.ts';
import { canonicalIdentity } from '../../src/wire/identity-key.ts';

function read(...entries: unknown[]): { has: (identity: string) => boolean; faults: string[] } {
  const faults: string[] = [];
  const list = readIdentityList(entries, (position, { message }) => faults.push(`${position}: ${message}`));
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
    7,
    null,
    {},
    '@',
    '@.com',
    '@example.com.',
    '@example..com',
    '@example.com/x',
    'ann@',
    'ann@b@example.com',
    'Ann <ann@example.com>',
    'ann smith',
    '/.*@example.com/',
    '^ann@example.com$',
    '(ann|bob)@example.com',
    'mailto:ann@example.com',
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

  it('does not tell two spellings of one identity apart', () => {
    const digits = fc.stringMatching(/^[1-9]\d{7,12}$/);
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
