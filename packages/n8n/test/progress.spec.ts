import assert from 'node:assert/strict';
import { logLines } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

const LIMITS = { maxPerMinute: 2, timeScale: 40 };

describe('the progress in n8n', () => {
  const suite = withSimulator(LIMITS);
  const people = (count: number) => Array.from({ length: count }, (_, n) => ({ email: `p${n}@example.org` }));
  const send = (count: number, more: object = {}) =>
    suite.run({
      type: 'koreSendNotificationV2',
      credential: suite.credential(LIMITS),
      parameters: {
        channel: 'msteams',
        message: 'Hello!',
        recipientsFrom: 'items',
        options: { recipientsPerRequest: 1 },
      },
      items: people(count),
      ...more,
    });
  const PAUSED =
    /^Under Test: [12] of 3 requests sent, [12] of 3 recipients done, paused until \d{4}-\d\d-\d\dT[\d:.]+Z, should be over at \d{4}/;

  it('of a send is told once a pause, in the log and to the editor of somebody who tries the workflow out', async () => {
    const logged = logLines.length;
    const shown: unknown[] = [];
    const onUi = (type: string, data: unknown) => {
      if (type === 'sendConsoleMessage') shown.push((data as { readonly messages: unknown[] }).messages[0]);
    };
    const { rows } = await send(3, { mode: 'manual', onUi });
    assert.equal(rows.length, 3);
    const lines = logLines.slice(logged).filter((line) => line.includes('Under Test: '));
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.equal(shown.length, 1);
    assert.match(String(shown[0]), PAUSED);
  });

  it('of a short send is not told', async () => {
    const logged = logLines.length;
    suite.simulator.reset();
    await send(1, { credential: suite.credentialOfOwnBot({ ...LIMITS, maxPerMinute: 3 }) });
    assert.ok(!logLines.slice(logged).some((line) => line.includes('Under Test: ')));
  });

  for (const [type, parameters, what] of [
    ['koreCheckStatus', { requests: 'ds-unknown' }, '0 of 1 jobs ended, '],
    ['koreManageDevices', { operation: 'getAll', userId: 'user-1' }, ''],
  ] as const)
    it(`of ${type} is told when the limit makes it pause`, async () => {
      suite.simulator.reset();
      suite.simulator.addFault({ kind: 'limit', window: 'minute', headers: { 'retry-after': '1.2' } });
      const logged = logLines.length;
      await suite.run({ type, parameters });
      const lines = logLines.slice(logged).filter((line) => line.includes('Under Test: '));
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.match(lines[0] ?? '', new RegExp(`Under Test: ${what}paused until \\d{4}-`));
    });
});
