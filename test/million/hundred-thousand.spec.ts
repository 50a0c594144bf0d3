import assert from 'node:assert/strict';
import { judge } from './judge.ts';
import { runScenario } from './run-scenario.ts';
import { idealMs } from './scenario.ts';

const SPEED = ['time / ideal', 'event loop delay p99 (ms)', 'longest without news (s)', 'bytes a recipient'];

describe('a hundred thousand recipients', () => {
  for (const host of ['node-red', 'n8n'] as const)
    it(`are sent by ${host} in 100 requests of which none is refused, each once, with a report of all`, async function () {
      this.timeout(60_000);
      const limits = { maxPerMinute: 40, maxPerHour: 18_000, timeScale: 30 };
      const end = await runScenario({ host, recipients: 100_000, ...limits });
      // How long it takes, and in how much memory, depends on the machine: npm run test:million tells.
      const missed = judge(end).filter(({ figure, isMet }) => isMet === false && !SPEED.includes(figure));
      assert.deepEqual(missed, []);
      assert.ok(end.host.ms >= end.idealMs, 'faster than the limits allow');
      if (host === 'node-red') assert.match(end.host.shown.join('\n'), /sent, .* recipients, paused until/);
    });
});

describe('the ideal schedule', () => {
  const of = (recipients: number, maxPerMinute: number, maxPerHour: number) =>
    idealMs({ host: 'n8n', recipients, maxPerMinute, maxPerHour, timeScale: 60 });

  it('keeps both rolling windows and nothing else', () => {
    assert.equal(of(1_000, 1, 1), 0);
    assert.equal(of(100_000, 40, 18_000), 2_000);
    assert.equal(of(100_001, 100, 18_000), 1_000);
    assert.equal(of(1_000_000, 600, 250), 180_000);
    assert.equal(of(100_000, 30, 90), 60_000);
  });
});
