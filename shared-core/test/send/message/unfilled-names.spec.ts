import assert from 'node:assert/strict';
import type { SendOptions } from '../../../src/vocabulary/options.ts';
import type { Api } from '../../../src/vocabulary/outcomes.ts';
import { previewSend } from '../../preview-send.ts';

const ROW = { email: 'ann@example.com', name: 'Ann', 'First Name': 'Ann' };

function tell(api: Api, message: string, row: object = ROW, options: SendOptions = {}) {
  const { problems, warnings } = previewSend(
    api,
    { channel: 'msteams', message, recipients: [row] },
    options,
  );
  return { problems: problems.map((one) => one.message), warnings: warnings.map((one) => one.message) };
}

describe('The name of a field in other marks than braces', () => {
  for (const shown of ['[First Name]', '[ name ]', '<name>', '«First Name»', '#name#', '$name'])
    for (const api of ['v1', 'v2'] as const)
      it(`is a warning: ${shown} in ${api}`, () =>
        assert.deepEqual(tell(api, `Hello ${shown}, hello`), {
          problems: [],
          warnings: [`${shown} is sent as it stands: a placeholder has single braces.`],
        }));

  it('is a text like any other where no row has such a field', () =>
    assert.deepEqual(tell('v2', 'see [1] and <b>this</b>, #1, 5 $, $total, [link] «so»'), {
      problems: [],
      warnings: [],
    }));

  it('is looked for in all rows', () => {
    const recipients = [...Array.from({ length: 3_000 }, (_, index) => `a${index}@example.com`), ROW];
    const { warnings } = previewSend('v1', { channel: 'msteams', message: 'Hi [name]', recipients });
    assert.deepEqual(
      warnings.map(({ remedy }) => remedy),
      ['For the field of the row write {name}.'],
    );
  });
});

describe('A customMessage for Send Notification, which sends one text to all', () => {
  const row = { email: 'ann@example.com', customMessage: 'For you alone' };

  it('is a warning', () =>
    assert.deepEqual(tell('v1', 'Hi', row), {
      problems: [],
      warnings: ['The customMessage of a row is not sent: Send Notification sends one text to all.'],
    }));

  it('is sent if each recipient is filled', () => {
    const { requests } = previewSend(
      'v1',
      { channel: 'msteams', message: 'Hi', recipients: [row] },
      { fillEach: true },
    );
    assert.match(JSON.stringify(requests[0]?.body), /For you alone/);
  });

  it('is a column like any other where rows are plain data', () =>
    assert.deepEqual(tell('v1', 'Hi', row, { rowsArePlainData: true }).warnings, []));

  it('may be empty', () => assert.deepEqual(tell('v1', 'Hi', { ...row, customMessage: ' ' }).warnings, []));
});

describe('A row without the identity field', () => {
  for (const [channel, row, meant] of [
    ['whatsapp', { phone: '+491711234567' }, 'phone'],
    ['whatsapp', { id: '4', Mobile: '+491711234567' }, 'Mobile'],
    ['whatsapp', { id: '4', 'Teléfono móvil': '+34 612 34 56 78' }, 'Teléfono móvil'],
    ['msteams', { id: '4', 'E-Mail Address': 'ann@example.com' }, 'E-Mail Address'],
    ['msteams', { userPrincipalName: 'ann@example.com' }, 'userPrincipalName'],
    ['msteams', { name: 'Ann', Correo: 'ann@example.com' }, 'Correo'],
    ['hangouts', { room: 'spaces/AAQA' }, 'room'],
  ] as const)
    it(`asks whether ${meant} is meant, and sends nothing`, () => {
      const { problems, requests } = previewSend('v2', { channel, message: 'Hi', recipients: [row] });
      assert.equal(problems[0]?.remedy, `Did you mean ${meant}? Then set the identity field to it.`);
      assert.deepEqual(requests.flatMap(({ recipientCount }) => recipientCount).filter(Boolean), []);
    });

  it('is told of the list that it holds', () => {
    const { problems } = previewSend('v2', {
      channel: 'msteams',
      message: 'Hi',
      recipients: { data: [{ email: 'ann@example.com' }] },
    });
    assert.equal(
      problems[0]?.remedy,
      'Pass the list in data as the recipients, and not the object around it.',
    );
  });
});
