import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, flowAround, helper, startFlow } from './flow.ts';

const PEOPLE = ['ann@example.com', 'bob@example.com'];

describe('A send node with a key', () => {
  let simulator: Simulator;
  let userDir: string;
  beforeEach(async () => {
    simulator = await createSimulator();
    userDir = await mkdtemp(join(tmpdir(), 'kore-notify-user-'));
    await helper.startServer();
    helper.settings({ userDir });
  });
  afterEach(async () => {
    await helper.unload();
    helper.settings({});
    await helper.stopServer();
    await simulator.stop();
    await rm(userDir, { recursive: true, force: true, maxRetries: 3 });
  });

  const start = (node: object = {}) =>
    startFlow(
      flowAround(
        {
          type: 'kore-send',
          channel: 'msteams',
          message: 'Lunch',
          recipients: 'payload',
          recipientsSource: 'msg',
          onceKey: 'campaign',
          onceKeySource: 'msg',
          ...node,
        },
        appOf(simulator),
      ),
      { app: { clientSecret: simulator.app.clientSecret } },
    );
  const sends = () => simulator.received().filter(({ path }) => path.endsWith('/notify'));

  it('messages nobody at a second press, says so at the dot, and sends nothing to the second output', async () => {
    const flow = await start();
    flow.give({ payload: PEOPLE, campaign: 'lunch' });
    await flow.from<SendReport>('out1');
    flow.give({ payload: [...PEOPLE, 'cem@example.com'], campaign: 'lunch' });
    flow.give({ payload: PEOPLE, campaign: 'lunch' });
    const seen = await flow.settled(6);
    const reports = seen.filter(({ from }) => from === 'out1').map(({ msg }) => msg.payload as SendReport);
    assert.deepEqual(
      reports.map(({ recipients }) => recipients.map(({ reason = 'sent' }) => reason)),
      [
        ['sent', 'sent'],
        ['already_sent', 'already_sent', 'sent'],
        ['already_sent', 'already_sent'],
      ],
    );
    assert.equal(sends().length, 2);
    assert.deepEqual(
      seen.filter(({ from }) => from === 'out2' || from === 'caught'),
      [],
    );
    assert.equal(flow.statuses.at(-1)?.text, 'already sent');
  });

  it('counts at the dot only those that this press could reach', async () => {
    const flow = await start();
    flow.give({ payload: PEOPLE, campaign: 'lunch' });
    await flow.from<SendReport>('out1');
    simulator.addFault({ kind: 'reset-after', times: 9 });
    flow.give({ payload: [...PEOPLE, 'cem@example.com'], campaign: 'lunch' });
    await flow.settled(2);
    assert.equal(flow.statuses.at(-1)?.text, '0/1 ok, 1 unknown');
  });

  it('keeps it over a full deploy, in a file that names nobody', async () => {
    const first = await start();
    first.give({ payload: PEOPLE, campaign: 'lunch' });
    await first.from('completed');
    await helper.unload();
    const second = await start();
    second.give({ payload: PEOPLE, campaign: 'lunch' });
    await second.from('completed');
    assert.equal(sends().length, 1);
    const folder = join(userDir, 'kore-notify-journal');
    const texts = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')),
    );
    for (const text of texts) assert.doesNotMatch(text, /ann|bob|lunch/i);
  });

  it('refuses a key that should come from the message and is not there: nothing is sent', async () => {
    const flow = await start();
    flow.give({ payload: PEOPLE });
    const { error } = (await flow.from('caught')) as unknown as { error: { message: string } };
    assert.match(error.message, /key is missing/i);
    assert.deepEqual(sends(), []);
  });

  it('sends to everybody each time if no key is set', async () => {
    const flow = await start({ onceKey: '', onceKeySource: 'str' });
    for (let press = 0; press < 2; press++) flow.give({ payload: PEOPLE });
    await flow.settled(4);
    assert.equal(sends().length, 2);
  });
});
