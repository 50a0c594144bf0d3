// Prints a test file for a runner, made of the line that the README of the simulator has for it, or that line itself:
//   node test/fresh/simulator-test.mjs mocha|vitest|'CI job'
// Plain JavaScript, since it runs in every Node.
import { readFileSync } from 'node:fs';

const README = new URL('../../packages/simulator/README.md', import.meta.url);

const SENDS = `
  const { token } = await (await fetch(simulator.url + '/_simulator/token')).json();
  const answer = await fetch(simulator.url + '/api/public/bot/' + simulator.app.botId + '/notify', {
    method: 'POST',
    headers: { auth: token, 'content-type': 'application/json' },
    body: JSON.stringify({
      channel: 'slack',
      userIdentityType: 'resolve',
      message: { type: 'text', val: 'Hello' },
      identities: ['ann@example.com'],
    }),
  });
  if (answer.status !== 200 || simulator.messages().length !== 1) throw new Error(await answer.text());
`;

/** What stands around a line, as a reader would write it. */
const FILES = {
  mocha: (line) => `import { createSimulator } from '@kore-notify/simulator';
let simulator;
${line}
it('sends', async () => {${SENDS}});
`,
  vitest: (line) => `import { test as base } from 'vitest';
import { createSimulator } from '@kore-notify/simulator';
${line}
test('sends', async ({ simulator }) => {${SENDS}});
`,
  'CI job': (line) => line,
};

const runner = process.argv[2] ?? '';
const [, line] =
  new RegExp(`^\\| ${runner} +\\| \`(.+)\` +\\|$`, 'm').exec(readFileSync(README, 'utf8')) ?? [];
if (line === undefined || FILES[runner] === undefined) {
  console.error(`The README of the simulator has no line for ${runner}.`);
  process.exitCode = 1;
} else process.stdout.write(FILES[runner](line));
