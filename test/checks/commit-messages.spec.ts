import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CHECK = fileURLToPath(new URL('../../.ci/check-commits.mjs', import.meta.url));

describe('The check of commit messages', () => {
  let folder = '';

  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  const commit = (message: string): string => git('commit', '--allow-empty', '--quiet', '-m', message);
  const check = (): { readonly status: number | null; readonly output: string } => {
    const env = { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() };
    const { status, stdout, stderr } = spawnSync(process.execPath, [CHECK], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return { status, output: stdout + stderr };
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kore-notify-commits-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const startHistory = (): void => {
    git('init', '--quiet', '--initial-branch=main');
    commit('Everything before the check stays as it is, however long its title is and whatever it says');
    mkdirSync(join(folder, '.ci'));
    copyFileSync(CHECK, join(folder, '.ci/check-commits.mjs'));
    git('add', '.');
    commit('ci: check the messages');
  };

  it('passes where there is no history, and says so', () => {
    const { status, output } = check();
    assert.equal(status, 0);
    assert.match(output, /no git history/);
  });

  it('passes Conventional Commits and merges', () => {
    startHistory();
    commit('feat(node-red)!: send once\n\nA body of any length, in several lines.\nAnd another.');
    commit(`fix: ${'x'.repeat(67)}`);
    commit('docs: API of the core');
    git('checkout', '--quiet', '-b', 'other', 'HEAD~1');
    commit('test: another branch');
    git('checkout', '--quiet', 'main');
    git('merge', '--quiet', '--no-ff', '-m', "Merge branch 'other'", 'other');
    assert.deepEqual(check(), { status: 0, output: '4 commit messages checked.\n' });
  });

  for (const [what, message, words] of [
    ['too long', `fix: ${'x'.repeat(68)}`, /has 73 characters, and may have 72/],
    ['of no type', 'Keep what was sent', /is not "type\(scope\)/],
    ['of a type that there is not', 'wip: keep what was sent', /is not "type\(scope\)/],
    ['a sentence', 'fix: Keep what was sent', /is not "type\(scope\)/],
    ['ended by a full stop', 'fix: keep what was sent.', /is not "type\(scope\)/],
    ['followed by its body at once', 'fix: keep what was sent\nand more', /is not followed by an empty line/],
  ] as const)
    it(`fails over a title that is ${what}`, () => {
      startHistory();
      commit(message);
      commit('fix: a good one');
      const { status, output } = check();
      assert.equal(status, 1);
      assert.match(output, words);
      assert.match(output, /2 commit messages checked/);
    });
});
