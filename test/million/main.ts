// A million recipients through each host, against limits in compressed time. README.md says what is measured.
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { judge, printTable } from './judge.ts';
import { runScenario } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';

const HOSTS = ['node-red', 'n8n'] as const;
/** Both windows that count last 40 s: a request takes as long as ever, and would weigh too much in a shorter one. */
const BY_MINUTE = { maxPerMinute: 100, maxPerHour: 18_000, timeScale: 1.5 };
const BY_HOUR = { maxPerMinute: 600, maxPerHour: 125, timeScale: 90 };
/** In nobody's way, so that the host's memory is looked at for no longer than it takes. */
const NO_LIMIT = { maxPerMinute: 1_000_000, maxPerHour: 1_000_000, timeScale: 1 };

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    recipients: { type: 'string', default: '1000000' },
  },
});
const recipients = Number(flags.recipients);
const unknown = flags.only?.filter((host) => !(HOSTS as readonly string[]).includes(host)) ?? [];
if (!Number.isInteger(recipients) || recipients < 1 || unknown.length > 0) {
  console.error(`--recipients takes a whole number from 1 on, --only one of: ${HOSTS.join(', ')}`);
  process.exit(2);
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`,
);
let missed = 0;
for (const host of HOSTS) {
  if (flags.only !== undefined && !flags.only.includes(host)) continue;
  const scenarios: Scenario[] = [
    { host, recipients, ...BY_MINUTE },
    { host, recipients, ...BY_HOUR },
    { host, recipients, ...NO_LIMIT, collects: true },
  ];
  for (const scenario of scenarios) {
    const verdicts = judge(await runScenario(scenario));
    printTable(scenario, verdicts);
    missed += verdicts.filter(({ isMet }) => isMet === false).length;
  }
}
console.log(missed === 0 ? '\nAll goals are met.' : `\n${missed} goals are NOT met.`);
if (missed > 0) process.exitCode = 1;
