import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withCommands } from '../demo/started-command.ts';
import { commandsIn, type DocumentedCommand, documents } from './documented-commands.ts';
import { reasonNotToType, scriptOf, targetOf } from './where-commands-lead.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

describe('The commands of the documents', function () {
  this.timeout(60_000);
  const commands = withCommands();
  const documented = documents(root).flatMap((document) => commandsIn(document, read(document)));

  for (const { document, line } of documented)
    it(`${document}: ${line} leads to what is in the repository`, () =>
      assert.equal(reasonNotToType(line, root), undefined));

  for (const line of startersOf(documented))
    it(`${line} starts with the network off`, async () => {
      const { text, code } = await commands
        .start('--offline', '--silent', ...line.split(' ').slice(1), '--', '--help')
        .ended();
      assert.equal(code, 0);
      assert.match(text, /--help/);
    });

  it('npm run simulator starts the simulator with the network off', async () => {
    const { until, interrupt } = commands.start(
      '--offline',
      '--silent',
      'run',
      'simulator',
      '--',
      '--port',
      '0',
    );
    const [url = ''] = await until('Ctrl+C stops it');
    assert.match(await (await fetch(`${url}/`)).text(), /inbox/i);
    await interrupt();
  });
});

describe('The check of documented commands', () => {
  const REFUSED = [
    'npx kore-simulator',
    'npx kore-simulator --port 4747',
    'npx --yes kore-simulator',
    'npx @kore-notify/simulator',
    'npx mocha x.spec.ts',
    'npm exec kore-simulator',
    'npm x -- kore-simulator',
    'npm init kore',
    'npm install -g @kore-notify/simulator',
    'npm i --ignore-scripts kore-notify',
    'pnpm dlx kore-simulator',
    'yarn dlx kore-simulator',
    'npm run no-such-script',
    'npm pack --workspace packages/no-such-package',
    'npm run setup && npx kore-simulator',
    'KORE=1 npx kore-simulator',
    'sudo npx kore-simulator',
    'node packages/demo/no-such-file.ts',
    'node node_modules/@kore-notify/simulator/dist/no-such-file.js',
    'kore-simulator --port 4747',
  ];
  for (const line of REFUSED)
    it(`refuses ${line}`, () => assert.notEqual(reasonNotToType(line, root), undefined));

  it('finds commands in blocks and in lines of text', () => {
    const text =
      'Type `npx one` or `npm run two`, not `two`.\n\n```\nthree # no\n# no\nfour \\\n  five\n```\n\n```ts\nsix();\n```\n';
    assert.deepEqual(
      commandsIn('x.md', text).map(({ line }) => line),
      ['three', 'four five', 'npx one', 'npm run two'],
    );
  });
});

/** `npm start` and the like, each once, if it runs a program of a package: tools and tests have a --help of their own or none. */
function startersOf(documented: readonly DocumentedCommand[]): string[] {
  const lines = documented.flatMap(({ line }) => /^npm (?:start|run [\w:]+)/.exec(line)?.[0] ?? []);
  return [...new Set(lines)].filter((line) => {
    const script = scriptOf(line, root);
    return script?.includes('&&') === false && targetOf(script)?.startsWith('packages/') === true;
  });
}
