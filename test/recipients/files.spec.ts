import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, builtNodes, flowAround, helper, until } from '../../packages/node-red/test/flow.ts';

const require = createRequire(import.meta.url);
const csv = require('@node-red/nodes/core/parsers/70-CSV.js') as (RED: NodeAPI) => void;

interface Sent {
  readonly identities: readonly Readonly<Record<string, unknown>>[];
  readonly report: SendReport | undefined;
  /** Problems of an error, and warnings of a report. */
  readonly said: string;
}

/** A file as its program wrote it, behind Node-RED's own csv node at its defaults, to one of our nodes. */
async function send(simulator: Simulator, file: string, settings: object): Promise<Sent> {
  const start = simulator.received().length;
  const node = {
    type: 'kore-send-v2',
    channelSource: 'choice',
    messageSource: 'str',
    recipients: 'payload',
    recipientsSource: 'msg',
    identityFieldSource: 'str',
    onBadRecipient: 'skip',
    ...settings,
  };
  const reader = {
    id: 'reader',
    type: 'csv',
    z: 'tab',
    sep: (settings as { readonly separator?: string }).separator ?? ',',
    hdrin: true,
    multi: 'mult',
    ret: '\\r\\n',
    skip: '0',
    strings: true,
    wires: [['node']],
  };
  const seen: { payload?: unknown; problems?: unknown; error?: unknown }[] = [];
  const flow = [...flowAround(node, appOf(simulator)), reader];
  await helper.load([...builtNodes, csv], flow, { app: { clientSecret: simulator.app.clientSecret } });
  for (const id of ['out1', 'caught']) helper.getNode(id).on('input', (msg: object) => void seen.push(msg));
  try {
    const text = readFileSync(new URL(`files/${file}`, import.meta.url), 'utf8');
    helper.getNode('reader').receive({ payload: text });
    await until(() => seen.length > 0, 'the end');
  } finally {
    await helper.unload();
  }
  const report = seen.find(({ payload }) => typeof payload === 'object')?.payload as SendReport | undefined;
  const bodies = simulator
    .received()
    .slice(start)
    .map(({ body }) => body as { identities: Sent['identities'] });
  return {
    identities: bodies.flatMap(({ identities }) => identities),
    report,
    said: JSON.stringify([report?.warnings, report?.problems, seen.map(({ problems }) => problems)]),
  };
}

const fates = ({ report }: Sent): string[] =>
  (report?.recipients ?? []).map(({ outcome, reason }) =>
    reason === undefined ? outcome : `${outcome}: ${reason}`,
  );

describe('Files behind the csv node of Node-RED', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await createSimulator();
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    await simulator.stop();
  });
  const run = (file: string, settings: object): Promise<Sent> => send(simulator, file, settings);
  const teams = { channel: 'msteams', message: 'Hi' };
  const whatsapp = { channel: 'whatsapp', message: 'Hi' };

  it('of a German Excel: three people by address, and the empty rows are nobody', async () => {
    const sent = await run('excel-de.csv', {
      ...teams,
      separator: ';',
      message: 'Hallo {Vorname}',
      identityField: 'E-Mail',
    });
    assert.deepEqual(
      sent.identities.map(({ email }) => email),
      ['ann.muster@example.org', 'bob.beispiel@example.org', 'cara@example.org'],
    );
    assert.deepEqual(new Set(fates(sent).slice(3)), new Set(fates(sent).length > 3 ? ['unsent: empty'] : []));
  });

  it('of a German Excel: a rounded number is refused, a national one is warned of', async () => {
    const sent = await run('excel-de.csv', { ...whatsapp, separator: ';', identityField: 'Mobil' });
    assert.equal(fates(sent)[0], 'unsent: invalid');
    assert.equal(sent.identities[0]?.['phoneNumber'], '+491713920012');
    assert.match(sent.said, /recipients\[2\]/);
  });

  it('of a French Excel in another encoding: never sent in silence', async () => {
    const sent = await run('excel-ansi-fr.csv', {
      ...teams,
      separator: ';',
      message: 'Bonjour {prénom}',
      identityField: 'courriel',
    });
    assert.match(sent.said, /U\+FFFD|pr.nom/);
  });

  it('of Google Contacts: two addresses in a cell are refused', async () => {
    const byMail = await run('google-contacts.csv', { ...teams, identityField: 'E-mail 1 - Value' });
    assert.deepEqual(
      byMail.identities.map(({ email }) => email),
      ['ann@example.org', 'cara@example.org'],
    );
    const byPhone = await run('google-contacts.csv', { ...whatsapp, identityField: 'Phone 1 - Value' });
    assert.deepEqual(
      byPhone.identities.map(({ phoneNumber }) => phoneNumber),
      ['+491713920012'],
    );
  });

  it('of a data frame: phone numbers lose their decimal', async () => {
    const sent = await run('pandas-floats.csv', { ...whatsapp, identityField: 'phone' });
    assert.deepEqual(
      sent.identities.map(({ phoneNumber }) => phoneNumber),
      ['491713920012', '447700900123'],
    );
    assert.equal(fates(sent)[1], 'unsent: invalid');
    // The csv node leaves out what is empty.
    assert.match(sent.said, /phone is empty|no phone/);
  });

  it('with quotes: cells arrive as they are', async () => {
    const sent = await run('quoted-cells.csv', { ...teams, message: '{name}: {note}' });
    assert.deepEqual(
      sent.identities.map(({ parameters }) => (parameters as { note: string }).note.replaceAll('\r\n', '\n')),
      ['line one\nline two', 'a, b; c'],
    );
  });

  it('with a line about the separator: nobody is messaged, and the heading is asked for', async () => {
    const sent = await run('sep-line.csv', { ...teams, separator: ';', onBadRecipient: 'stop' });
    assert.deepEqual(sent.identities, []);
    assert.match(sent.said, /no email/);
  });

  it('with long numbers: one that the csv node made a number of is refused, a text is unchanged', async () => {
    const sent = await run('tracking-numbers.csv', { ...teams, message: '{tracking} {zip}' });
    assert.deepEqual(
      sent.identities.map(({ parameters }) => parameters),
      [{ tracking: '00340434161094042557', zip: '01067' }],
    );
    assert.match(sent.said, /last digits were lost/);
  });

  it('with one person in several rows: each gets each text once', async () => {
    const byPhone = await run('crm-duplicates.csv', {
      ...whatsapp,
      message: 'Order {Order}',
      identityField: 'Phone',
    });
    assert.deepEqual(fates(byPhone), ['accepted', 'unsent: duplicate', 'accepted', 'accepted']);
    const byMail = await run('crm-duplicates.csv', {
      ...teams,
      message: 'Order {Order}',
      identityField: 'Email',
    });
    assert.deepEqual(fates(byMail), ['accepted', 'unsent: duplicate', 'accepted', 'accepted']);
  });

  it('with an error of a sheet: a warning, and empty rows stop nobody', async () => {
    const sent = await run('sheet-empty-rows.csv', {
      ...teams,
      message: '{First Name}: {Due}',
      identityField: 'Email',
    });
    assert.deepEqual(
      sent.identities.map(({ email }) => email),
      ['ann@example.org', 'bob@example.org'],
    );
    assert.match(sent.said, /#N\/A/);
  });
});
