import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { looksLikeData, quoteName, quoteValue } from '../../src/text/quote.ts';

describe('A value in a message', () => {
  for (const [value, shown] of [
    ['fax', '“fax”'],
    [' voice_call ', '“voice_call”'],
    ['v3', '“v3”'],
    ['-5', '“-5”'],
    ['12,5', '“12,5”'],
    [7, '“7”'],
    [Number.NaN, '“NaN”'],
    [12n, '“12”'],
    [true, '“true”'],
  ] as const)
    it(`is quoted if it can hold nothing that must not be shown: ${String(value)}`, () => {
      assert.equal(quoteValue(value), shown);
    });

  for (const value of [
    'https://user:secret@platform.example.com',
    'ann@example.com',
    '+4915112345678',
    4_915_112_345_678,
    4_915_112_345_678n,
    'Passw0rd',
    'a-secret-of-the-user-7777',
    '6OPsvP5dbOyc4X6obVFHzs5hZ3zg5Np8cCtMOLpx6WM=',
    'eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.c2lnbmF0dXJl',
    '-----BEGIN PRIVATE KEY-----',
    'Your salary was changed.',
    'Ann Example',
    'a\nb',
    '\u202eabc',
    'x'.repeat(100_000),
    {},
    [],
    null,
    undefined,
    Symbol('s'),
  ])
    it(`is left out if it may be a secret, a text or a recipient: ${inspect(value).slice(0, 50)}`, () => {
      assert.equal(quoteValue(value), 'It');
    });
});

describe('The name of a field in a message', () => {
  for (const name of [
    'email',
    'First Name',
    'Straße',
    'contact.email',
    'order_id_2',
    'E-mail',
    '電話番号',
    'Quarter 4',
  ])
    it(`is shown: ${name}`, () => {
      assert.equal(quoteName(name), name);
      assert.equal(looksLikeData(name), false);
    });

  for (const name of [
    'ann@example.com',
    'ann%40example.com',
    'ann＠example.com',
    'ann at example dot com',
    'Ann Example <ann@example.com>',
    '+15550100',
    '(030) 123-45 67',
    '００４９１５１１２３４５',
    'tel:+49 151 123456',
    '2026-11-26',
    'https://example.com/ann',
    'eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.c2lnbmF0dXJl',
    'Dear Ann, your order has been sent to you today.',
  ])
    it(`is not shown if it is a value: ${name}`, () => {
      assert.equal(quoteName(name), undefined);
      assert.equal(looksLikeData(name), true);
    });

  it('is not shown if it has as many digits as a password or a number', () => {
    assert.equal(quoteName('Pa55word-of-1947'), undefined);
    assert.equal(quoteName('address_line_12'), 'address_line_12');
  });

  it('is cut as values are, and is in one line', () => {
    assert.equal(quoteName('p'.repeat(100_000)), `${'p'.repeat(39)}…`);
    assert.equal(quoteName('a\n\u0007\u202eb'), 'a b');
  });
});
