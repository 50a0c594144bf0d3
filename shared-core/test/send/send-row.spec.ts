import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type SendRow, withFields } from '../../src/send/send-row.ts';

describe('a row of input and its recipients', () => {
  const base: SendRow = {
    source: 0,
    sender: { refusal: { code: 'invalid_options', message: 'None.' } },
    api: 'v2',
    message: { channel: 'msteams', message: 'Hello {name}' },
    options: {},
    recipients: [],
  };
  const fields = { name: 'Ada', email: 'ada@example.org' };

  it('a text fills its placeholders from the fields of the row', () => {
    const { recipients, message, options } = withFields({ ...base, fields, recipients: ['bob@example.org'] });
    assert.deepEqual(recipients, [{ ...fields, recipients: 'bob@example.org' }]);
    assert.equal(message['identityField'], 'recipients');
    assert.equal(options.rowsArePlainData, true);
  });

  it('is left alone where nothing is to be filled, and where there are several', () => {
    for (const row of [
      { ...base, fields, recipients: ['a@example.org', 'b@example.org'] },
      { ...base, fields, message: { message: 'Hello' }, recipients: ['a@example.org'] },
      { ...base, recipients: ['a@example.org'] },
      { ...base, fields, recipients: [fields] },
      { ...base, fields, recipients: undefined },
    ])
      assert.equal(withFields(row), row);
  });

  it('an address in the place of the name of its field is the recipient', () => {
    const dragged = (identityField: string) =>
      withFields({ ...base, fields, recipients: [fields], message: { ...base.message, identityField } });
    for (const identity of ['bob@example.org', '+49 171 3920012', '4915112345678'])
      assert.deepEqual(dragged(identity).recipients, [{ ...fields, recipients: identity }]);
    for (const name of ['email', 'contact.email', 'phone 2', 'name'])
      assert.deepEqual(dragged(name).recipients, [fields]);
  });

  it('values go before fields, and reach texts and rows', () => {
    const values = { name: 'Eve' };
    assert.deepEqual(withFields({ ...base, fields, recipients: [fields], values }).recipients, [
      { ...fields, name: 'Eve' },
    ]);
    assert.deepEqual(
      withFields({ ...base, recipients: ['a@example.org', 'b@example.org'], values }).recipients,
      [
        { name: 'Eve', recipients: 'a@example.org' },
        { name: 'Eve', recipients: 'b@example.org' },
      ],
    );
    assert.deepEqual(withFields({ ...base, recipients: [fields, 'c@example.org'], values }).recipients, [
      { ...fields, name: 'Eve' },
      'c@example.org',
    ]);
  });

  it('nobody is added or lost, whatever the recipients are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.anything()),
        fc.option(fc.dictionary(fc.string(), fc.string())),
        (recipients, values) => {
          const row = withFields({ ...base, fields, recipients, ...(values === null ? {} : { values }) });
          assert.equal(row.recipients?.length, recipients.length);
        },
      ),
    );
  });
});
