// Are the commit messages Conventional Commits, with a title of at most 72 characters? Merges are left out, and so is
// everything up to the commit that brought this file: older messages stay as they are.
import { spawnSync } from 'node:child_process';

const MAX_TITLE = 72;
const TITLE =
  /^(?:build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test)(?:\([a-z\d-]+\))?!?: (?![A-Z][a-z])\S.*[^.\s]$/;

const git = (...args) => spawnSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });

/** What is wrong with a message, undefined if nothing is. */
function faultOf([title, second = '']) {
  if (title.length > MAX_TITLE) return `has ${title.length} characters, and may have ${MAX_TITLE}`;
  if (!TITLE.test(title)) return 'is not "type(scope): what changed", in lower case and without a full stop';
  return second === '' ? undefined : 'is not followed by an empty line';
}

if (git('rev-parse', '--git-dir').status !== 0) {
  console.log('There is no git history here, so no commit message is checked.');
} else {
  const [since] = git('log', '--diff-filter=A', '--format=%H', '--', '.ci/check-commits.mjs').stdout.split(
    '\n',
  );
  const range = since === '' ? 'HEAD' : `${since}..HEAD`;
  const messages = git('log', '--no-merges', '-z', '--format=%h%n%B', range)
    .stdout.split('\0')
    .filter(Boolean);
  for (const [hash, ...lines] of messages.map((message) => message.split('\n'))) {
    const fault = faultOf(lines);
    if (fault === undefined) continue;
    console.error(`${hash} The title "${lines[0]}" ${fault}.`);
    process.exitCode = 1;
  }
  console.log(`${messages.length} commit messages checked.`);
}
