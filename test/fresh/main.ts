import { parseArgs } from 'node:util';
import { CASES } from './cases.ts';
import { createMachine } from './machine.ts';
import { runCase } from './run-case.ts';

const HELP = `npm run test:fresh [-- --short] [--tests] [--only <words>]

Clones the commit that is checked out, again and again, and tries the commands of the README there: with npm 9, 10 and 11,
Node 18 to 24, without a bundled Node, and so on (test/fresh/cases.ts). Needs Linux and root, since some cases need a
second user.

  --short   the few cases that .ci/run tries
  --tests   all tests too, where a case asks for them: some hours
  --only    the cases with these words in their name
  --help    show this text`;

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    tests: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else await main();

async function main(): Promise<void> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error('This test needs Linux and root: some of its cases need a second user.');
  const cases = CASES.filter(
    ({ name, isShort }) => name.includes(values.only) && (isShort === true || !values.short),
  );
  if (cases.length === 0) throw new Error(`There is no case with "${values.only}" in its name.`);
  const machine = await createMachine(
    cases.flatMap(({ node, manager, steps }) => [node, manager, ...steps.flatMap((step) => step.node ?? [])]),
  );
  const results: string[] = [];
  try {
    for (const freshCase of cases) {
      console.log(`\n${freshCase.name}`);
      const startedAt = Date.now();
      const problem = await runCase(freshCase, machine, { isLong: values.tests, say: console.log }).catch(
        (error: unknown) => error,
      );
      const seconds = Math.round((Date.now() - startedAt) / 1000);
      if (problem !== undefined) {
        console.log(problem instanceof Error ? problem.message : problem);
        process.exitCode = 1;
      }
      results.push(
        `${problem === undefined ? 'passed' : 'FAILED'}  ${String(seconds).padStart(4)} s  ${freshCase.name}`,
      );
    }
  } finally {
    await machine.remove();
  }
  console.log(`\n${results.join('\n')}`);
}
