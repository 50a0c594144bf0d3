// Speed against a peer in the same run. README.md says what is measured and how to read it.
import { writeFile } from 'node:fs/promises';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { judge, type Verdict } from './judge.ts';
import type { Measure } from './measure.ts';
import { measures } from './measures.ts';
import { printTable } from './print-table.ts';
import { type Round, runRound } from './run-round.ts';

const { values: flags } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    json: { type: 'string' },
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '5' },
  },
});
const rounds = Number(flags.rounds);
const names = measures.map(({ name }) => name);
const unknown = flags.only?.filter((name) => !names.includes(name)) ?? [];
if (!Number.isInteger(rounds) || rounds < 1 || unknown.length > 0) {
  console.error(`--rounds takes a whole number from 1 on, --only one of: ${names.join(', ')}`);
  process.exit(2);
}

const machine = {
  node: process.version,
  system: `${platform()} ${release()} ${arch()}`,
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
};
console.log(
  `${machine.cores} × ${machine.processor}, ${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}; ` +
    `medians of ${rounds} rounds, and from the least to the most`,
);

const verdicts: Verdict[] = [];
const skipped: { measure: string; why: string }[] = [];
for (const measure of measures) {
  if (flags.only !== undefined && !flags.only.includes(measure.name)) continue;
  const why = measure.whySkipped?.();
  if (why !== undefined) {
    skipped.push({ measure: measure.name, why });
    console.log(`\n${measure.title}\n  SKIPPED, and so neither met nor missed: ${why}`);
    continue;
  }
  const found = judge(measure, await runRounds(measure));
  verdicts.push(...found);
  printTable(found);
}

const missed = verdicts.filter(({ isMet }) => !isMet);
console.log(
  `\n${verdicts.length - missed.length} of ${verdicts.length} floors met` +
    (skipped.length === 0 ? '' : `; skipped: ${skipped.map(({ measure }) => measure).join(', ')}`) +
    (missed.length === 0
      ? ''
      : `; NOT met: ${missed.map(({ measure, figure }) => `${measure} ${figure}`).join(', ')}`),
);
if (flags.json !== undefined)
  await writeFile(flags.json, `${JSON.stringify({ machine, rounds, verdicts, skipped }, undefined, 2)}\n`);
if (flags.check && missed.length > 0) process.exitCode = 1;

async function runRounds(measure: Measure): Promise<Round[]> {
  const done: Round[] = [];
  for (let number = 0; number < rounds; number++) done.push(await runRound(measure, number));
  return done;
}
