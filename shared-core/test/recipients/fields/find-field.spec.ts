import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findField, nearestField, type Row } from '../../../src/recipients/fields/find-field.ts';

const valueOf = (row: Row, name: string): unknown => {
  const found = findField(row, name);
  return found === undefined || 'ambiguous' in found ? found : found.value;
};

describe('A field of a row', () => {
  it('is the one of exactly this name first', () => {
    assert.equal(valueOf({ Email: 'old', email: 'new' }, 'email'), 'new');
    assert.equal(valueOf({ 'a.b': 1, a: { b: 2 } }, 'a.b'), 1);
  });

  it('is found whatever invisible characters, blanks at its ends and capitals it has', () => {
    const plain = fc.stringMatching(/^[a-zäß][a-zäß .-]{0,8}[a-zäß]$/);
    const edges = fc.array(fc.constantFrom(' ', '\u00a0', '\ufeff', '\u200b', '\u00ad', '\t'), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(plain, edges, edges, fc.boolean(), (name, before, after, isUpper) => {
        fc.pre(name.toUpperCase().toLowerCase() === name);
        const field = `${before.join('')}${isUpper ? name.toUpperCase() : name}${after.join('')}`;
        assert.equal(valueOf({ [field]: 'value', other: 1 }, name), 'value');
      }),
    );
  });

  it('is found whatever blanks are between its words', () => {
    const blanks = fc.stringMatching(/^[ \u00a0\u202f\t\n]{1,3}$/);
    fc.assert(
      fc.property(blanks, blanks, (one, other) => {
        assert.equal(valueOf({ [`First${one}Name`]: 'Ann' }, `first${other}name`), 'Ann');
      }),
    );
    assert.equal(valueOf({ 'First\r\nName': 'Ann', FirstName: 'x' }, 'First Name'), 'Ann');
    const two = { 'First  Name': 'Ann', 'First\u00a0Name': 'Bob' };
    assert.deepEqual(findField(two, 'First Name'), { ambiguous: Object.keys(two) });
  });

  it('is not found under a name with other letters', () => {
    for (const [field, name] of [
      ['Phone', 'phoneNumber'],
      ['E-Mail', 'email'],
      ['first name', 'firstname'],
      ['mail', 'email'],
    ] as const)
      assert.equal(findField({ [field]: 'x' }, name), undefined);
  });

  it('is not one if two could be meant', () => {
    assert.deepEqual(findField({ Email: 'a', EMAIL: 'b' }, 'email'), { ambiguous: ['Email', 'EMAIL'] });
    assert.deepEqual(findField({ x: { Id: 1, ID: 2 } }, 'x.id'), { ambiguous: ['Id', 'ID'] });
  });

  it('is reached through dots, in each step as any field', () => {
    const row = { Order: { 'ship.to': { City: 'Bonn' } }, list: ['a', 'b'] };
    assert.deepEqual(findField(row, 'order.ship.to.city'), { value: 'Bonn', name: 'Order.ship.to.City' });
    assert.equal(valueOf(row, 'list.1'), 'b');
    assert.equal(findField(row, 'order.nothing'), undefined);
    assert.equal(findField(row, 'order.ship.to.city.x'), undefined);
  });

  it('is never one that the row inherits', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'constructor.name', 'a.constructor'])
      assert.equal(findField({ a: {} }, name), undefined);
  });

  it('that is nearly meant is asked for', () => {
    const row = { 'E-Mail': '', Vorname: '', 'Order ID': '' };
    assert.equal(nearestField(row, 'email'), 'E-Mail');
    assert.equal(nearestField(row, 'vornmae'), 'Vorname');
    assert.equal(nearestField({ email: '', name: '' }, 'nmae'), 'name');
    assert.equal(nearestField({ email: '', date: '' }, 'name'), undefined);
    assert.equal(nearestField(row, 'order_id'), 'Order ID');
    assert.equal(nearestField(row, 'phoneNumber'), undefined);
    assert.equal(nearestField(row, 'x'.repeat(10_000)), undefined);
  });

  it('costs little, also with a million rows', () => {
    const row = { ' Email': 'a@x.org', name: 'Ann', city: 'Bonn' };
    for (let count = 0; count < 200_000; count++) findField(row, 'email');
  }).timeout(2_000);
});
