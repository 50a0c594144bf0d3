import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { type Examples, getCountries, getExampleNumber } from 'libphonenumber-js/min';
import { readIdentity } from '../../../src/recipients/identity/read-identity.ts';
import { canonicalIdentity } from '../../../src/wire/identity-key.ts';

const EXAMPLES = createRequire(import.meta.url)('libphonenumber-js/mobile/examples') as Examples;

/** A valid number of every country. */
const NUMBERS = getCountries().flatMap((country) => getExampleNumber(country, EXAMPLES) ?? []);

interface Reading {
  readonly sent?: string;
  readonly warning?: string;
  readonly fault?: string;
}

function read(given: unknown, country?: string): Reading {
  const reading = readIdentity(given, { api: 'v2', key: 'phoneNumber', country });
  if ('fault' in reading) return { fault: reading.fault.message };
  assert.equal(reading.canonical, canonicalIdentity(reading.identity, 'phoneNumber'));
  assert.match(reading.identity, /^\+?\d{6,15}$/);
  return {
    sent: reading.identity,
    ...(reading.warning === undefined ? {} : { warning: reading.warning.message }),
  };
}

describe('A phone number', () => {
  for (const [given, sent] of [
    ['+491713920012', '+491713920012'],
    ['491713920012', '491713920012'],
    [491_713_920_012, '491713920012'],
    [491_713_920_012n, '491713920012'],
    ['00491713920012', '+491713920012'],
    ['00 49 171 3920012', '+491713920012'],
    ['491713920012.0', '491713920012'],
    ['+447400123456.00', '+447400123456'],
    ['+49 171 3920012.0', '+491713920012'],
    ['491713920012.', '491713920012'],
    ['+49.1713920012', '+491713920012'],
    ['44.7400.123.456', '447400123456'],
    ['+49 (151) 123-45.67', '+491511234567'],
    ['+33.1.23.45.67.89', '+33123456789'],
    ['+49 (0)171 3920012', '+491713920012'],
    ['+49(0) 171-3920012', '+491713920012'],
    ['49 (0)171 3920012', '491713920012'],
    ['0044 (0)7400 123456', '+447400123456'],
    ['+39 (0)6 0000 0012', '+390600000012'],
    ['+7 (8) 495 123-45-67', '+74951234567'],
    ['+36 (06) 30 123 4567', '+36301234567'],
    ['+61 (2) 9876 5432', '+61298765432'],
    ['+49 (30) 23125-012', '+493023125012'],
    ['+1 (202) 555-0100', '+12025550100'],
    ['+1 (202) 555 - 0100', '+12025550100'],
    ['+44 7700 900123', '+447700900123'],
    ['(+44) 7400 123456', '+447400123456'],
    ['+(44) 7400 123456', '+447400123456'],
    ['+ 44 7400 123456', '+447400123456'],
    ['+1 [202] 555 0100', '+12025550100'],
    ['+49 30 – 23125012', '+493023125012'],
    ['+49\u2011171\u22123920012', '+491713920012'],
    ['+49\xa0171\u2009392\u202f0012', '+491713920012'],
    ['+49 171/3920012', '+491713920012'],
    ['+1\ufe0e 202 555 0100', '+12025550100'],
    ['\u202a+49 171 39\u200b20012\u202c', '+491713920012'],
    ['\u0660\u0660\u0664\u0669\u0661\u0667\u0661\u0663\u0669\u0662\u0660\u0660\u0661\u0662', '+491713920012'],
    ['\u06f4\u06f9 \u06f1\u06f7\u06f1 \u06f3\u06f9\u06f2\u06f0\u06f0\u06f1\u06f2', '491713920012'],
    ['\uff0b\uff14\uff19\u3000\uff08\uff13\uff10\uff09 23125012', '+493023125012'],
    ['tel:+49-171-3920012', '+491713920012'],
    ['whatsapp:+491713920012', '+491713920012'],
    ["'+491713920012", '+491713920012'],
    ['"+49 171 3920012"', '+491713920012'],
    ['“+49 171 3920012”', '+491713920012'],
  ] as const)
    it(`is sent by its digits: ${given}`, () => assert.deepEqual(read(given), { sent }));

  for (const [given, words] of [
    ['491713920012.5', /decimals/],
    [491_713_920_012.5, /decimals/],
    // May be one number or another.
    ['+491713920012.00', /decimals/],
    ['+44.7400.123.456.5', /complete number/],
    ['+49 171 3920012.5', /decimals/],
    ['491713920012,0', /comma/],
    [-491_713_920_012, /dash/],
    ['-491713920012', /dash/],
    ['491713920012-', /dash/],
    ['\u2212491713920012', /dash/],
    ['4.91714E+11', /exponent/],
    ['4,91714E+11', /exponent/],
    [1e21, /too large/],
    [2 ** 53, /too large/],
    [Number.NaN, /NaN/],
    [Infinity, /Infinity/],
    [true, /boolean/],
    [{}, /object/],
    ['+1 202 555 0100 x12', /letters/],
    ['+1 202 555 0100 ext. 12', /letters/],
    ['+1-202-555-0100;ext=12', /letters/],
    ['Mobil +49 171 3920012', /letters/],
    ['+1 202 555 0100 #12', /mark/],
    ['*31#+491713920012', /mark/],
    ['+1 202 555 0100 - 12', /extension/],
    ['+1 202 555 0100 -12', /extension/],
    ['+49 30 23125 - 012', /extension/],
    ['0171 3920012 - 3', /extension/],
    ['+1 202 555 0100 12', /complete number/],
    ['+447400123456 7', /complete number/],
    ['+49 171 3920012 (2)', /brackets/],
    ['+1 202 555 0100 (2)', /brackets/],
    ['0171 3920012 (2)', /brackets/],
    ['+49 171 (0) 3920012', /brackets/],
    ['+39 (0)333 1234567', /brackets/],
    ['+49 (171 3920012', /brackets/],
    ['+49 171) 3920012', /brackets/],
    ['+49 ((171)) 3920012', /brackets/],
    ['555-0100 555-0101', /two numbers/],
    ['555-010 555-011', /two numbers/],
    ['555-0100/555-0101', /two numbers/],
    ['+49 30 23125012/13', /two numbers/],
    ['+49 171 3920012 / +49 171 3920013', /plus/],
    ['+491713920012+491713920013', /plus/],
    ['++491713920012', /plus/],
    ['+491713920012, +491713920013', /plus|comma/],
    ['+491713920012\n+491713920013', /line break/],
    ['+491713920012 ::: +491713920013', /mark/],
    ['=+491713920012', /formula/],
    ['="+491713920012"', /formula/],
    ['#N/A', /sheet/],
    ['[object Object]', /object/],
    ['+49 0171 3920012', /0 behind the country code 49/],
    ['+7 8 495 123 45 67', /8 behind the country code 7/],
    ['+999 1234567', /country code/],
    ['+01713920012', /country code/],
    ['000171 3920012', /country code/],
    ['2100000000', /country code/],
    ['+86 1234', /too many or too few/],
    ['+1 202 555 0100 555', /complete number/],
    ['+12025550100555', /too many or too few/],
    ['12345', /fewer than 6/],
    ['+1234567890123456', /more than 15/],
    ['+', /not a phone number/],
    ['', /empty/],
    ['\u200b', /empty/],
  ] as const)
    it(`is refused, and never changed: ${JSON.stringify(given)}`, () =>
      assert.match(read(given).fault ?? '', words));

  for (const [given, sent, words] of [
    ['0171 3920012', '01713920012', /no country code/],
    ['(0171) 3920012', '01713920012', /no country code/],
    ['0171/3920012', '01713920012', /no country code/],
    ['000000', '000000', /no country code/],
    [491_714_000_000, '491714000000', /six zeros/],
    ['+52 1 55 1234 5678', '+5215512345678', /may not exist/],
    ['5215512345678', '5215512345678', /may not exist/],
    ['120255501002', '120255501002', /may not exist/],
    ['+44 1000 000000', '+441000000000', /may not exist/],
  ] as const)
    it(`is sent with a warning: ${given}`, () => {
      const { warning = '', ...reading } = read(given);
      assert.deepEqual(reading, { sent });
      assert.match(warning, words);
    });

  it('that ends in zeros raises no warning as text', () => {
    assert.deepEqual(read('491714000000'), { sent: '491714000000' });
  });

  describe('of a default country', () => {
    for (const [given, country, sent] of [
      ['0171 3920012', 'DE', '+491713920012'],
      ['(0171) 3920012', 'DE', '+491713920012'],
      ['0171/3920012', 'DE', '+491713920012'],
      ['01713920012.0', 'DE', '+491713920012'],
      ['06 0000 0012', 'IT', '+390600000012'],
      ['06 30 123 4567', 'HU', '+36301234567'],
      ['(202) 555-0100', 'US', '+12025550100'],
      ['2025550100', 'CA', '+12025550100'],
      // Everything else is international.
      ['491713920012', 'DE', '491713920012'],
      ['491713920012', 'US', '491713920012'],
      ['12025550100', 'US', '12025550100'],
      ['33612345678', 'DE', '33612345678'],
      ['32450001234', 'IT', '32450001234'],
      ['+1 202 555 0100', 'DE', '+12025550100'],
      ['+1 520 234 5678', 'DE', '+15202345678'],
      ['0049 171 3920012', 'AT', '+491713920012'],
    ] as const)
      it(`${country} is sent with its code only where that is certain: ${given}`, () =>
        assert.deepEqual(read(given, country), { sent }));

    for (const [given, country] of [
      ['8 495 123-45-67', 'RU'],
      ['612 345 678', 'ES'],
      ['4930231250', 'US'],
      // The zero that a sheet took off: they are numbers of Arizona, Arkansas, Egypt and New Caledonia too.
      ['15202345678', 'DE'],
      ['15012345678', 'CN'],
      ['2075550123', 'GB'],
      ['687751234', 'ES'],
      ['7911123456', 'GB'],
    ] as const)
      it(`${country} is refused where it may be another country's: ${given}`, () =>
        assert.match(read(given, country).fault ?? '', /national number, or one of another country/));

    it('is never sent to another country if it is one of its own', () => {
      for (const { country, countryCallingCode, nationalNumber } of NUMBERS) {
        // Nobody dials the 9 of its mobiles inside Argentina.
        if (country === 'AR') continue;
        const { sent } = read(nationalNumber, country);
        assert.ok(
          [undefined, `+${countryCallingCode}${nationalNumber}`].includes(sent),
          `${country}: ${nationalNumber}`,
        );
      }
    });

    for (const country of ['US', 'XX'])
      it(`is sent with a warning where ${country} says nothing of it`, () =>
        assert.match(read('0171 3920012', country).warning ?? '', /no country code/));
  });

  it('of every country is sent as it is, without a warning', () => {
    assert.ok(NUMBERS.length > 200);
    for (const { number } of NUMBERS) {
      assert.deepEqual(read(number), { sent: number });
      assert.deepEqual(read(number.slice(1)), { sent: number.slice(1) });
      assert.deepEqual(read(`00${number.slice(1)}`), { sent: number });
    }
  });

  const number = fc.constantFrom(...NUMBERS);
  const separator = fc.constantFrom(' ', '.', '-', '\u2013', '\u2011', '\xa0', '  ', '. ', ' - ', ' (', '()');
  const invisible = fc.constantFrom('', '\u200b', '\u200e', '\u202a', '\xad', '\ufe0f');

  it('is the same with whatever stands between its groups', () => {
    fc.assert(
      fc.property(
        number,
        fc.array(fc.tuple(separator, invisible), { minLength: 15, maxLength: 15 }),
        fc.constantFrom('+', '', '00'),
        (phone, between, prefix) => {
          const [code = '', ...groups] = phone.formatInternational().slice(1).replaceAll('-', ' ').split(' ');
          const last = groups.length - 1;
          const written = groups.map((group, at) => {
            const [sign = ' ', hidden = ''] = between[at] ?? [];
            // One digit in brackets is dialled by some only; at the end they may hold the number of a copy, and behind a dash or
            // a dot a short group may be an extension or a decimal.
            const isShort = group.length === 1 || at === last;
            const plain = isShort && sign !== ' ' ? '-' : sign;
            return plain === ' (' ? ` (${group})${hidden}` : `${plain}${hidden}${group}`;
          });
          const text = `${prefix}${code}${written.join('')}`;
          const sent = prefix === '' ? phone.number.slice(1) : phone.number;
          const isSame = read(text).sent === sent;
          // Without a plus two halves of one shape may be two numbers.
          assert.ok(
            isSame || (prefix !== '+' && read(text).fault?.includes('two numbers')),
            `${text} ${JSON.stringify(read(text))}`,
          );
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('is refused, or sent by all its digits, with whatever else stands in it', () => {
    const sign = fc.oneof(
      fc.integer({ min: 0, max: 9 }).map(String),
      fc.constantFrom(
        ...Array.from('+-.,;:/#*()[]x=eE~_\'" \t\n'),
        ' - ',
        ' (2)',
        ' 2',
        '.5',
        '.0',
        '(0)',
        ' ext ',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(number, fc.nat(16), sign, fc.boolean(), (phone, place, more, isGrouped) => {
        const text = isGrouped ? phone.formatInternational() : phone.number;
        const at = Math.min(place, text.length);
        const given = text.slice(0, at) + more + text.slice(at);
        const { sent } = read(given);
        // What a program writes that keeps numbers with decimals.
        if (sent === undefined || (more.startsWith('.') && /\.0+$/.test(given))) return;
        const all = given.normalize('NFKC').replaceAll(/\D/g, '');
        const isOther = /\p{Nd}/u.test(more) && !/\d/.test(more);
        const isSame = sent.replace('+', '') === phone.number.slice(1);
        assert.ok(isSame || isOther || sent.replace('+', '') === all, `${given} → ${sent}`);
        // A mark that is no digit never makes another number.
        if (!/\p{N}/u.test(more)) assert.ok(isSame, `${given} → ${sent}`);
      }),
      { numRuns: 20_000 },
    );
  });

  it('never throws, and is read in a time in proportion to its length', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: fc.constantFrom(...Array.from('0123456789+-. ()/')), maxLength: 40 }),
          fc.string({ unit: 'binary' }),
        ),
        fc.constantFrom(undefined, 'DE', 'US', 'IT', 'RU'),
        (given, country) => {
          const { sent, fault } = read(given, country);
          assert.ok((sent === undefined) !== (fault === undefined));
          assert.ok((fault ?? '').length < 200);
        },
      ),
      { numRuns: 20_000 },
    );
  });
});
