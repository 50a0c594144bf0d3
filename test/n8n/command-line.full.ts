import assert from 'node:assert/strict';
import { executeWorkflow, rowsOf, runsOf } from './execute-workflow.ts';
import { importChanged, type N8nUnderTest, prepareN8n } from './n8n-under-test.ts';

/** Those of the examples' People; the addresses that start with nobody reach nobody, nor do numbers that end in 0000. */
const ON_TEAMS = ['ada.abbott@example.com', 'ben.baker@example.com', 'eva.ekman@example.com'];
const NOT_ON_TEAMS = ['nobody+cleo@example.com', 'nobody+dan@example.com'];
const PHONES = ['+493055501003', '+493055500000'];

describe('The examples, executed by the command line of n8n', function () {
  this.timeout(120_000);
  let n8n: N8nUnderTest;

  before(async function () {
    // The first time, this installs n8n.
    this.timeout(900_000);
    n8n = await prepareN8n();
  });
  beforeEach(() => n8n.simulator.reset());
  after(() => n8n.end());

  const column = (rows: Record<string, unknown>[] | undefined, name: string): unknown[] =>
    (rows ?? []).map((row) => row[name]);
  /** Our rows, beside the fields of their items. */
  const own = (rows: Record<string, unknown>[] | undefined): Record<string, unknown>[] =>
    column(rows, 'notification') as Record<string, unknown>[];
  const sends = () =>
    n8n.simulator
      .received()
      .filter(({ call }) => call === 'send' || call === 'sendV2')
      .map(({ call, body }) => [call, (body as { identities: unknown[] }).identities.length]);
  const assertOnceEach = (identities: readonly string[]) =>
    assert.deepEqual(n8n.simulator.processed(), new Map(identities.map((identity) => [identity, 1])));

  it('second channel: tries on WhatsApp exactly those whom MS Teams did not reach, with their own fields', async () => {
    const execution = await executeWorkflow(n8n.home, 'kore-notify-second-channel');
    const [reached, notReached] = rowsOf(execution, 'Send on MS Teams');
    assert.deepEqual(column(own(reached), 'identity'), ON_TEAMS);
    assert.deepEqual(column(notReached, 'email'), NOT_ON_TEAMS);
    assert.deepEqual(column(reached, 'email'), ON_TEAMS);
    assert.deepEqual(column(notReached, 'phone'), ['+49 30 5550 1003', '+49 30 5550 0000']);
    const [second] = rowsOf(execution, 'Send on WhatsApp');
    assert.deepEqual(column(own(second), 'identity'), PHONES);
    assert.deepEqual(column(own(second), 'outcome'), ['delivered', 'undelivered']);
    assert.deepEqual(sends(), [
      ['sendV2', 5],
      ['sendV2', 2],
    ]);
    assertOnceEach([...ON_TEAMS, ...NOT_ON_TEAMS, ...PHONES].sort());
  });

  it('second channel: fills the placeholders for each person', async () => {
    await executeWorkflow(n8n.home, 'kore-notify-second-channel');
    assert.deepEqual(
      n8n.simulator
        .messages()
        .map(({ text }) => text)
        .slice(0, 2),
      [
        'Hello Ada Abbott, your order A-1001 is on its way.',
        'Hello Ben Baker, your order A-1002 is on its way.',
      ],
    );
  });

  it('durable wait: loops while the job runs, then tries those not reached on WhatsApp', async () => {
    await importChanged(n8n.home, { example: 'durable-wait', id: 'short-wait' }, ({ nodes }) => {
      const wait = nodes.find(({ name }) => name === 'Wait')!;
      wait.parameters['amount'] = 1;
    });
    // So long that the first look finds the job running.
    n8n.simulator.addFault({ kind: 'answer', status: 200, body: RUNNING, call: 'statusV2' });
    const execution = await executeWorkflow(n8n.home, 'short-wait');
    assert.equal(runsOf(execution, 'Wait'), 2);
    const [stillRunning] = rowsOf(execution, 'Still Running?');
    assert.deepEqual(column(own(stillRunning), 'identity'), [
      ...ON_TEAMS.slice(0, 2),
      ...NOT_ON_TEAMS,
      ...ON_TEAMS.slice(2),
    ]);
    assert.deepEqual(column(own(rowsOf(execution, 'Reached')[0]), 'identity'), ON_TEAMS);
    const [second] = rowsOf(execution, 'Send on WhatsApp');
    assert.deepEqual(column(own(second), 'identity'), PHONES);
    assert.deepEqual(sends(), [
      ['sendV2', 5],
      ['sendV2', 2],
    ]);
    assertOnceEach([...ON_TEAMS, ...NOT_ON_TEAMS, ...PHONES]);
  });

  it('V1: says who got the message on Slack', async () => {
    const execution = await executeWorkflow(n8n.home, 'kore-notify-send-notification');
    const [rows] = rowsOf(execution, 'Check Status');
    assert.deepEqual(
      rows?.map(({ identity, outcome, api }) => [identity, outcome, api]),
      [
        ['ada.abbott@example.com', 'delivered', 'v1'],
        ['ben.baker@example.com', 'delivered', 'v1'],
        ['nobody+cleo@example.com', 'undelivered', 'v1'],
      ],
    );
    assert.deepEqual(sends(), [['send', 3]]);
  });

  it('V1: a refused send is tried again by Retry On Fail, and sent once', async () => {
    n8n.simulator.addFault({
      kind: 'answer',
      status: 400,
      body: { errors: [{ msg: 'Not now' }] },
      call: 'send',
    });
    const execution = await executeWorkflow(n8n.home, 'kore-notify-send-notification');
    assert.equal(rowsOf(execution, 'Check Status')[0]?.length, 3);
    assert.deepEqual(
      n8n.simulator
        .received()
        .map(({ call, answeredStatus }) => [call, answeredStatus])
        .slice(0, 2),
      [
        ['send', 400],
        ['send', 200],
      ],
    );
    assert.ok([...n8n.simulator.processed().values()].every((times) => times === 1));
  });

  it('V1: a send whose answer was lost is not repeated, though Retry On Fail is on', async () => {
    n8n.simulator.addFault({ kind: 'reset-after', call: 'send', times: 5 });
    const execution = await executeWorkflow(n8n.home, 'kore-notify-send-notification');
    assert.deepEqual(column(rowsOf(execution, 'Send Notification')[0], 'outcome'), ['unknown']);
    assert.deepEqual(sends(), [['send', 3]]);
  });

  it('devices: subscribes one, lists it, and unsubscribes it', async () => {
    const execution = await executeWorkflow(n8n.home, 'kore-notify-manage-devices');
    assert.deepEqual(
      n8n.simulator.received().map(({ call }) => call),
      ['subscribeDevice', 'listDevices', 'unsubscribeDevices'],
    );
    assert.deepEqual(column(rowsOf(execution, 'Get Many')[0], 'deviceId'), ['ada-phone-1']);
    assert.deepEqual(column(rowsOf(execution, 'Unsubscribe')[0], 'status'), ['unsubscribed']);
    assert.deepEqual(n8n.simulator.devices(), []);
  });

  it('is refused by the credential, if another node asks for a signed request', async () => {
    await importChanged(n8n.home, { example: 'send-notification', id: 'other-node' }, ({ nodes }) => {
      const node = nodes.find(({ name }) => name === 'Send Notification')!;
      Object.assign(node, {
        type: 'n8n-nodes-base.httpRequest',
        typeVersion: 4.2,
        retryOnFail: false,
        parameters: {
          url: n8n.simulator.url,
          authentication: 'predefinedCredentialType',
          nodeCredentialType: 'koreNotifyApi',
          options: {},
        },
      });
    });
    await assert.rejects(
      executeWorkflow(n8n.home, 'other-node'),
      /koreNotifyApi" is restricted to specific nodes/,
    );
    assert.deepEqual(n8n.simulator.received(), []);
  });

  it('ends with a failure that names the cause and no secret, if the platform is not there', async () => {
    await n8n.simulator.stop();
    await assert.rejects(executeWorkflow(n8n.home, 'kore-notify-send-notification'), ({ message }: Error) => {
      assert.match(message, /NodeOperationError: The platform cannot be reached: nothing listens there/);
      assert.ok(!message.includes(n8n.simulator.app.clientSecret));
      return true;
    });
  });
});

const RUNNING = { status: 'IN_PROGRESS', percentageComplete: 10 };
