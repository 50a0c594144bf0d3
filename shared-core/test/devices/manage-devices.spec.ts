import assert from 'node:assert/strict';
import { type DeviceRequestRow, manageDevices } from '../../src/devices/manage-devices.ts';
import { jsonAnswer } from '../../src/testing/index.ts';
import { KoreNotifyError } from '../../src/vocabulary/errors.ts';
import { createBench, refusal, type TestBench } from '../run-client.ts';

const OK = jsonAnswer(200, { success: true, message: 'Done' });

describe('Managing the devices of many rows', () => {
  const row = (
    { client }: TestBench,
    source: number,
    more: Partial<DeviceRequestRow> = {},
  ): DeviceRequestRow => ({
    source,
    manager: client,
    operation: 'unsubscribe',
    userId: 'u-1',
    deviceId: `d-${source}`,
    osType: 'iOS',
    options: {},
    ...more,
  });
  const ends = (managed: Awaited<ReturnType<typeof manageDevices>>) =>
    managed.map(({ source, failure }) => `${source} ${failure?.reason ?? 'done'}`);

  it('puts devices of one user that are to be unsubscribed into one call, and gives each row its end', async () => {
    const bench = createBench([
      jsonAnswer(200, {
        success: true,
        message: 'Done',
        unsubscribedDevices: [{ deviceId: 'd-0', osType: 'ios' }],
        invalidDeviceIds: ['d-2'],
      }),
      OK,
    ]);
    const rows = [row(bench, 0), row(bench, 1, { userId: 'u-2' }), row(bench, 2)];
    const managed = await bench.run(manageDevices(rows));
    assert.equal(bench.http.requests.length, 2);
    assert.deepEqual(ends(managed), ['0 done', '2 invalid', '1 done']);
  });

  it('sends a device of two rows once, whatever the user id has at its ends', async () => {
    const bench = createBench([OK]);
    const rows = [row(bench, 0), row(bench, 1, { userId: '\u200bu-1 ', deviceId: 'd-0' })];
    assert.deepEqual(ends(await bench.run(manageDevices(rows))), ['0 done', '1 done']);
    assert.deepEqual(
      bench.bodies().map(({ devices }) => (devices as unknown[]).length),
      [1],
    );
  });

  it('gives a list of devices one end each', async () => {
    const devices = ['d-1', 'd-2'].map((deviceId) => ({ deviceId, osType: 'ios', status: 'Subscribed' }));
    const bench = createBench([jsonAnswer(200, { subscribedDevices: devices })]);
    const managed = await bench.run(manageDevices([row(bench, 3, { operation: 'list' })]));
    assert.deepEqual(
      managed.map(({ source, device }) => [source, device.deviceId]),
      [
        [3, 'd-1'],
        [3, 'd-2'],
      ],
    );
  });

  it('lets rows that are bad fail alone, and sends the others', async () => {
    const bench = createBench([OK]);
    const rows = [row(bench, 0), row(bench, 1, { osType: '' }), row(bench, 2)];
    assert.deepEqual(ends(await bench.run(manageDevices(rows))), ['0 done', '1 invalid_input', '2 done']);
    assert.equal(bench.http.requests.length, 1);
  });

  it('sends nothing where it is to stop at a bad row, and marks only that one', async () => {
    const bench = createBench([OK]);
    const rows = [row(bench, 0), row(bench, 1, { osType: '' })];
    const managed = await bench.run(manageDevices(rows, { onFailure: 'stop' }));
    assert.deepEqual(ends(managed), ['0 stopped', '1 invalid_input']);
    assert.deepEqual(
      managed.map(({ error }) => error?.code),
      [undefined, 'invalid_input'],
    );
    assert.equal(bench.http.requests.length, 0);
  });

  it('makes the first call alone, and tries no other after what would meet all', async () => {
    const bench = createBench([refusal(401, 'Permission denied. Scope is incorrect!')]);
    const rows = [0, 1, 2].map((source) => row(bench, source, { operation: 'subscribe' }));
    assert.deepEqual(ends(await bench.run(manageDevices(rows))), ['0 wrong_scope', '1 stopped', '2 stopped']);
    assert.equal(bench.http.requests.length, 1);
  });

  it('stops after any failure if it is told to, and else goes on', async () => {
    for (const [onFailure, expected, calls] of [
      ['stop', ['0 not_found'], 1],
      ['go_on', ['0 not_found', '1 done'], 2],
    ] as const) {
      const bench = createBench([refusal(404, 'User not found', 404), OK]);
      const rows = [0, 1].map((source) => row(bench, source, { operation: 'unsubscribe_all' }));
      assert.deepEqual(ends(await bench.run(manageDevices(rows, { onFailure }))), expected);
      assert.equal(bench.http.requests.length, calls);
    }
  });

  it('says of each row of a manager that cannot be used why', async () => {
    const bench = createBench([OK]);
    const manager = { refusal: new KoreNotifyError({ code: 'invalid_options', message: 'No key.' }) };
    const managed = await bench.run(manageDevices([row(bench, 0, { manager }), row(bench, 1)]));
    assert.deepEqual(ends(managed), ['0 invalid_options', '1 done']);
    assert.equal(managed[0]?.failure?.detail, 'No key.');
  });
});
