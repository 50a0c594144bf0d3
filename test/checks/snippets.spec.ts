import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULTS, ERROR_CODES, OUTCOMES, RUN_ENDS, UNSENT_REASONS } from '@kore-notify/core';
import { createNodeClient } from '@kore-notify/core/node';
import { createSimulator, DEFAULT_APP, type Simulator } from '@kore-notify/simulator';
import { complete, DOCUMENTED_HOST, SnippetFolder, snippetsIn } from './snippets.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const README = 'shared-core/README.md';

describe('The programs in the documents', function () {
  this.timeout(60_000);
  const inReadme = snippetsIn(README, read(README));
  const elsewhere = snippetsIn('docs/another-host.md', read('docs/another-host.md'));
  const [quickStart] = inReadme;
  assert.ok(quickStart !== undefined);
  let folder: SnippetFolder;
  let simulator: Simulator;

  before(async () => {
    folder = await SnippetFolder.make(root);
    simulator = await createSimulator({ jobDurationMs: 0 });
    for (const [number, snippet] of inReadme.entries())
      await folder.write(
        `${number}.ts`,
        complete(snippet, quickStart).replace(DOCUMENTED_HOST, simulator.url),
      );
    for (const [number, { code }] of elsewhere.entries()) await folder.write(`elsewhere-${number}.ts`, code);
  });

  after(async () => {
    await simulator.stop();
    await folder.remove();
  });

  for (const [number, { name, prints }] of inReadme.entries())
    it(`${name}: runs against a simulator and prints what its comments say`, async () => {
      const { code, lines, errors } = await folder.run(`${number}.ts`);
      assert.equal(code, 0, errors);
      assert.ok(prints.length > 0);
      assert.deepEqual(lines, prints);
    });

  it('pass the check of types', async () => {
    assert.deepEqual(await folder.typecheck(), []);
  });

  it('start with one of at most twelve lines, which messages somebody', () => {
    assert.ok(quickStart.code.trim().split('\n').length <= 12);
    assert.ok(simulator.received().some(({ call }) => call === 'sendV2'));
  });
});

describe('The README of the core', () => {
  const text = read(README);
  const names = (name: string): boolean => text.includes(`\`${name}\``) || text.includes(`\`${name}(`);
  const missing = (all: readonly string[]): string[] => all.filter((name) => !names(name));

  it('names every outcome, every reason, every end and every error code', () => {
    assert.deepEqual(missing([...OUTCOMES, ...UNSENT_REASONS, ...RUN_ENDS, ...ERROR_CODES]), []);
  });

  it('names every method of a client', async () => {
    const { botId, clientId, clientSecret } = DEFAULT_APP;
    const client = createNodeClient({ host: DOCUMENTED_HOST, botId, clientId, clientSecret });
    const methods = Object.keys(client);
    await client.close();
    assert.deepEqual(missing(methods), []);
  });

  it('tells the default of each option that has a figure', () => {
    const figures = [
      ['tokenLifetimeSeconds', DEFAULTS.tokenLifetimeSeconds],
      ['maxPerMinute', DEFAULTS.maxPerMinute],
      ['maxPerHour', DEFAULTS.maxPerHour],
      ['maxInFlight', DEFAULTS.maxInFlight],
      ['requestTimeoutMs', DEFAULTS.requestTimeoutMs],
      ['maxAttempts', DEFAULTS.maxAttempts],
      ['maxPauseMs', DEFAULTS.maxPauseMs],
      ['timeoutMs', DEFAULTS.waitTimeoutMs],
      ['firstIntervalMs', DEFAULTS.firstIntervalMs],
      ['recipientsPerRequest', DEFAULTS.recipientsPerRequest],
      ['paceShare', DEFAULTS.paceShare],
    ] as const;
    for (const [name, figure] of figures) {
      const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\``));
      assert.equal(row?.split('|')[2]?.trim(), figure.toLocaleString('en-US'), name);
    }
  });
});
