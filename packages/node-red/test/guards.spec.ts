import assert from 'node:assert/strict';
import type { PreviewReport, SendReport } from '@kore-notify/core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { appOf, flowAround, helper, type RunningFlow, startFlow } from './flow.ts';

const ROWS = ['Ann', 'Bob', 'Cem', 'Dan', 'Eve'].map((name) => ({
  email: `${name.toLowerCase()}@example.org`,
  name,
}));

describe('The guards of a kore-app, and sends that are no sends', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await createSimulator();
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    await simulator.stop();
  });
  beforeEach(() => simulator.reset());
  afterEach(() => helper.unload());

  const start = (node: object, app: object = {}, id = 'app'): Promise<RunningFlow> =>
    startFlow(
      flowAround(
        {
          type: 'kore-send-v2',
          app: id,
          channel: 'msteams',
          channelSource: 'choice',
          message: 'Hello {name}',
          messageSource: 'str',
          recipients: 'payload',
          recipientsSource: 'msg',
          ...node,
        },
        { ...appOf(simulator, app), id },
      ),
      { [id]: { clientSecret: simulator.app.clientSecret } },
    );
  const reasons = ({ recipients }: SendReport): (string | undefined)[] =>
    recipients.map(({ reason }) => reason);
  const processed = (): string[] => [...simulator.processed().keys()].sort();
  const run = async (node: object, app: object = {}, id = 'app'): Promise<SendReport> => {
    const flow = await start(node, app, id);
    flow.give({ payload: ROWS });
    return (await flow.from<SendReport>('out1')).payload;
  };

  it('message only those who are allowed, and never those who are not', async () => {
    const report = await run({}, { only: '@example.org\nx@y.org', never: 'BOB@example.org, c*@example.org' });
    assert.deepEqual(reasons(report), [undefined, 'suppressed', 'suppressed', undefined, undefined]);
    assert.deepEqual(processed(), ['ann@example.org', 'dan@example.org', 'eve@example.org']);
  });

  it('give those whom they leave out to no second channel', async () => {
    const flow = await start({}, { only: 'ann@example.org' });
    flow.give({ payload: ROWS });
    await flow.settled(2);
    assert.deepEqual(
      flow.seen.map(({ from }) => from).filter((from) => from === 'out2'),
      [],
    );
  });

  it('stop a run that has too many recipients', async () => {
    const flow = await start({}, { perRun: '4' });
    flow.give({ payload: ROWS });
    const { error } = (await flow.from('caught')) as unknown as { error: { message: string } };
    assert.match(error.message, /5 recipients.*maximum is 4/);
    assert.deepEqual(processed(), []);
  });

  it('count the day, also after a deploy', async () => {
    const first = await run({}, { perDay: '7' }, 'day');
    assert.deepEqual(reasons(first), Array(5).fill(undefined));
    await helper.unload();
    const second = await run({ message: 'Bye {name}' }, { perDay: '7' }, 'day');
    assert.deepEqual(reasons(second), [undefined, undefined, 'over_maximum', 'over_maximum', 'over_maximum']);
  });

  it('leave quiet hours alone, and say when they end', async () => {
    const report = await run({}, { quietFrom: '00:00', quietTo: '23:59', timeZone: 'Europe/Berlin' });
    // But for the last minute of the day.
    assert.deepEqual(new Set(reasons(report)), new Set(['quiet_hours']));
    assert.match(report.recipients[0]?.detail ?? '', /23:59/);
    assert.deepEqual(processed(), []);
  });

  it('end what they hold as unsent, if Node-RED is stopped', async () => {
    const flow = await start({}, { quietFrom: '00:00', quietTo: '23:59', timeZone: 'UTC', hold: true });
    flow.give({ payload: ROWS });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.match(flow.statuses.at(-1)?.text ?? '', /until 23:59/);
    await helper.unload();
    assert.deepEqual(processed(), []);
  });

  it('are refused where they cannot be read, and nothing is sent', async () => {
    const flow = await start({}, { only: '0171 3920012', quietFrom: '25:00', timeZone: 'Mars' });
    flow.give({ payload: ROWS });
    const { error } = (await flow.from('caught')) as unknown as { error: { message: string } };
    assert.match(error.message, /only/i);
    assert.match(error.message, /^Only these, entry 1: /m);
    assert.match(error.message, /^Until: /m);
    assert.equal(error.message.match(/^Time zone: /gm)?.length, 1);
    assert.deepEqual(processed(), []);
  });

  it('a preview sends nothing, and shows what each would read', async () => {
    const report = (await run({ mode: 'preview', modeSource: 'choice' })) as PreviewReport;
    assert.deepEqual(new Set(reasons(report)), new Set(['preview']));
    assert.deepEqual(
      report.recipients.map(({ text }) => text),
      ROWS.map(({ name }) => `Hello ${name}`),
    );
    assert.deepEqual([report.preview.recipients, report.preview.requests], [5, 1]);
    assert.deepEqual(processed(), []);
  });

  it('send to me instead sends the first three messages there, and to nobody else', async () => {
    const mine = { mode: 'mode', modeSource: 'msg', sendTo: 'me@example.org', sendToSource: 'str' };
    const flow = await start(mine, { never: 'me@example.org' });
    flow.give({ payload: ROWS, mode: 'instead' });
    const { payload } = await flow.from<SendReport>('out1');
    assert.deepEqual(reasons(payload).slice(3), ['preview', 'preview']);
    assert.deepEqual(processed(), ['me@example.org']);
    assert.deepEqual(
      simulator
        .messages()
        .map(({ text }) => text)
        .sort(),
      ['Hello Ann', 'Hello Bob', 'Hello Cem'],
    );
  });

  for (const [why, settings] of [
    ['the address is missing', { mode: 'instead', modeSource: 'choice' }],
    ['the mode is not one', { mode: 'mode', modeSource: 'msg' }],
  ] as const)
    it(`nothing is sent if ${why}`, async () => {
      const flow = await start(settings);
      flow.give({ payload: ROWS, mode: 'sendTo' });
      const { error } = (await flow.from('caught')) as unknown as { error: { code: string } };
      assert.equal(error.code, 'invalid_input');
      assert.deepEqual(processed(), []);
    });
});
