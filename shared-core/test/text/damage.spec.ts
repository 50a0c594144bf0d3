import assert from 'node:assert/strict';
import fc from 'fast-check';
import { damageIn, damageInMessage, damageOfNumber } from '../../src/text/damage.ts';

describe('What a program upstream broke', () => {
  for (const [text, kind, words] of [
    ['[object Object]', 'certain', /object/],
    ['Hello [object Promise]!', 'certain', /object/],
    ['{{ $json.name }}', 'certain', /expression/],
    ['Hello {{name}}', 'certain', /expression/],
    ['undefined', 'likely', /undefined/],
    [' null ', 'likely', /null/],
    ['NaN', 'likely', /NaN/],
    ['#N/A', 'likely', /#N\/A/],
    ['#REF!', 'likely', /sheet/],
    ['#VALUE!', 'likely', /sheet/],
    ['#NAME?', 'likely', /sheet/],
    ['#DIV/0!', 'likely', /sheet/],
    ['#NV', 'likely', /sheet/],
    ['#WERT!', 'likely', /sheet/],
    ['#¿NOMBRE?', 'likely', /sheet/],
    ['########', 'likely', /sheet/],
    ['Pay #N/A now', 'likely', /sheet/],
    ['Gr\ufffd\ufffde', 'likely', /U\+FFFD/],
    ['O&#39;Neil', 'likely', /HTML/],
    ['O&#x27;Neil', 'likely', /HTML/],
    ['S&amp;P', 'likely', /HTML/],
    ['M&uuml;ller', 'likely', /HTML/],
    ['${name}', 'likely', /expression/],
    ['Hi <%= name %>', 'likely', /expression/],
    ['Invalid Date', 'likely', /Invalid Date/],
    ['(null)', 'likely', /null/],
    ['Ann undefined', 'likely', /undefined/],
    ['Total: NaN', 'likely', /NaN/],
    ['MÃ¼ller', 'likely', /encoding/],
    ['O’Neil'.replace('’', 'â€™'), 'likely', /encoding/],
    ['5\u00c2\u00a0€', 'likely', /encoding/],
    ['=CONCAT(A1)', 'likely', /formula/],
    ['1.23457E+12', 'likely', /exponent/],
    ['<__main__.Order object at 0x7f3a>', 'certain', /object/],
    ['[Ljava.lang.String;@1b2c3d', 'certain', /object/],
  ] as const)
    it(`is seen in ${text}`, () => {
      const damage = damageIn(text);
      assert.equal(damage?.kind, kind);
      assert.match(damage.message, words);
      assert.match(damage.remedy, /\.$/);
      assert.ok(damage.message.length < 100);
    });

  for (const text of [
    '',
    '0',
    'false',
    '01067',
    'R&D',
    'R&D; more',
    'C# 7',
    'issue #12',
    '#1',
    '# Heading',
    '#hashtag',
    '#FFF',
    '100000',
    'Null',
    'None',
    'Nan',
    'undefined behaviour',
    'nullable',
    'a & b; c',
    '{name}',
    'NaNcy',
    'château d’eau',
    '“MAÇÔ',
    'SÃO PAULO',
    '=5',
    '1e5',
    '5 < 6 %',
    'object Object',
    '[link]',
    'Is that so?!',
    'https://example.org/?a=1&b=2;c=3',
  ])
    it(`is not seen in ${JSON.stringify(text)}`, () => assert.equal(damageIn(text), undefined));

  it('is seen anywhere in a message', () => {
    assert.match(damageInMessage('Hello undefined, your order left.')?.message ?? '', /undefined/);
    assert.equal(damageInMessage('The undefined behaviour of a program.'), undefined);
  });

  it('is not seen in words, numbers and dates', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.stringMatching(/^[A-Z]?[a-z]{1,8}(?: [a-z]{1,8}){0,3}[.!?]?$/), fc.integer().map(String)),
        (text) => {
          if (!/^(?:null|undefined|nan)$/.test(text)) assert.equal(damageIn(text), undefined);
        },
      ),
    );
  });

  it('is seen in numbers that lost digits, and in no others', () => {
    for (const value of [Number.NaN, Infinity, 2 ** 53, -(2 ** 60), 1e21, 1e-9])
      assert.equal(damageOfNumber(value)?.kind, 'certain', `${value}`);
    for (const value of [0, -1, 12.5, 0.1, 340_434_161_094, Number.MAX_SAFE_INTEGER])
      assert.equal(damageOfNumber(value), undefined, `${value}`);
  });
});
