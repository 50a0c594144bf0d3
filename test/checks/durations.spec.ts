import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createClient } from '@kore-notify/core';
import { FakeClock, FakeSigner, ScriptedHttp } from '@kore-notify/core/testing';

const README = new URL('../../README.md', import.meta.url);
const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000 };

/** `16 minutes` in milliseconds, and `at once`. */
function millisecondsOf(words: string): number {
  const [, count = '0', unit = ''] = /^(\d+) (minute|hour)s?$/.exec(words) ?? [];
  return Number(count) * (UNITS[unit] ?? 0);
}

async function estimate(count: number, fillEach: boolean): Promise<number> {
  const clock = new FakeClock();
  const client = createClient(
    { http: new ScriptedHttp(clock, []), clock, signer: new FakeSigner() },
    { host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1' },
  );
  const recipients = Array.from({ length: count }, (_, index) => ({
    email: `r${index}@example.com`,
    name: `${index}`,
  }));
  const input = { channel: 'msteams', message: 'Hello {name}', recipients } as const;
  const options = { maxRecipients: 0, fillEach };
  const plan = await clock.runUntilSettled(
    fillEach ? client.plan('v1', input, options) : client.plan('v2', input, options),
  );
  assert.equal(plan.problemCount, 0);
  return plan.estimatedMs;
}

describe('How long a send takes by the README', () => {
  it('is what the core estimates', async () => {
    const lines = (await readFile(README, 'utf8')).split('\n').filter((line) => /^\| \d[\d,]* /.test(line));
    const rows = lines.map((line) => line.split('|').map((cell) => cell.trim()));
    assert.equal(rows.length, 4);
    for (const [, count = '', together = '', each = ''] of rows) {
      const total = Number(count.replaceAll(',', ''));
      assert.equal(await estimate(total, false), millisecondsOf(together), count);
      // A million texts take too long for a test.
      if (total <= 100_000) assert.equal(await estimate(total, true), millisecondsOf(each), count);
    }
  }).timeout(60_000);
});
