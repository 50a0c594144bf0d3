import type { FreshCase, Step } from './case.ts';
import { breakBundledNode, removeBundledNode, removePartOfBuild } from './changes.ts';

const DEMO: Step = { run: 'npm start -- --once', prints: /38 of 40 people reached/ };
const SOME_TESTS: Step = {
  run: 'npm run mocha -- test/checks/documents.spec.ts packages/simulator/test/lifecycle.spec.ts',
  prints: /\d+ passing/,
  printsNot: /ExperimentalWarning/,
};
const ALL_TESTS: Step = { run: 'npm test', prints: /\d+ passing/, isLong: true };
const LINT: Step = { run: 'npm run lint' };

const USE_NPM = /Use npm, not|Use npm instead|configured to use npm/;
const INSTALL_NODE = /Node 20\.20\.\d+ is too old here.*\. Install Node 24, then try again\./;
const UMLAUT = 'Größe 1';
const NOT_INSTALLED = /^(?![\s\S]*Installing)/;

const KILLED_WHILE_INSTALLING: Step = { ...DEMO, kill: { words: 'Installing', afterMs: 4_000 } };
const KILLED_WHILE_BUILDING: Step = { ...DEMO, kill: { words: 'Building', afterMs: 4_000 } };
const BUILT_AGAIN: Step = { ...DEMO, prints: /Building[\s\S]*38 of 40 people reached/ };

/** What the README has people do who bring the nodes into their own Node-RED. */
const INTO_NODE_RED = `home=$(mktemp -d) && trap 'rm -rf "$home"' EXIT &&
npm pack --workspace shared-core --workspace packages/node-red --pack-destination "$home" &&
cd "$home" &&
npm install ./kore-notify-core-0.1.0.tgz ./kore-notify-node-red-kore-notify-0.1.0.tgz &&
node -e "require('./node_modules/@kore-notify/node-red-kore-notify/dist/nodes/kore-send/kore-send.js')"`;

/** What the README of the simulator has people do who test another project with it. */
const INTO_ANOTHER_PROJECT = `home=$(mktemp -d) && trap 'rm -rf "$home"' EXIT &&
npm pack --workspace shared-core --workspace packages/simulator --pack-destination "$home" &&
node test/fresh/simulator-test.mjs vitest > "$home/sends.test.mjs" &&
cd "$home" &&
npm install ./kore-notify-core-0.1.0.tgz ./kore-notify-simulator-0.1.0.tgz vitest@4 &&
node node_modules/vitest/vitest.mjs run`;

/** Everything that is claimed of a fresh clone. */
export const CASES: readonly FreshCase[] = [
  {
    name: 'all at once: what Node 20 ships, a path with blank and umlaut, production, a proxy, killed half-way, read-only',
    node: 'node-20',
    manager: 'npm-10',
    folder: UMLAUT,
    env: ({ proxy }) => ({
      NODE_ENV: 'production',
      HTTP_PROXY: proxy,
      http_proxy: proxy,
      NODE_USE_ENV_PROXY: '1',
    }),
    isShort: true,
    steps: [
      KILLED_WHILE_INSTALLING,
      KILLED_WHILE_BUILDING,
      BUILT_AGAIN,
      SOME_TESTS,
      { ...DEMO, isReader: true, printsNot: /Installing|Building/ },
      { run: 'npm test', isReader: true, code: 1, prints: /needs to write into .*, which is read-only/ },
    ],
  },
  {
    name: 'no Node for the platform',
    node: 'node-20',
    manager: 'npm-10',
    isShort: true,
    steps: [
      { ...DEMO, before: removeBundledNode, code: 1, prints: INSTALL_NODE, printsNot: /Installing/ },
      { ...DEMO, node: 'node-22', printsNot: /ExperimentalWarning/ },
      { ...SOME_TESTS, node: 'node-22' },
      { ...ALL_TESTS, node: 'node-22' },
      { ...DEMO, node: 'node-24' },
    ],
  },
  {
    name: 'Node 18',
    node: 'node-18',
    manager: 'npm-10',
    isShort: true,
    steps: [{ ...DEMO, code: 1, prints: /Node 18\.\d+\.\d+ is too old\. Install Node 24, then try again\./ }],
  },
  ...(['pnpm-10', 'pnpm-12', 'yarn-1', 'yarn-4'] as const).map((manager) => ({
    name: manager,
    node: 'node-24' as const,
    manager,
    isShort: true,
    steps: ['start --once', 'test', 'install'].map((command) => ({
      run: `${manager.split('-')[0] ?? ''} ${command}`,
      code: 1,
      prints: USE_NPM,
      printsNot: /Installing/,
    })),
  })),
  { name: 'npm 9 on Node 20', node: 'node-20', manager: 'npm-9', steps: [DEMO, LINT, ALL_TESTS] },
  { name: 'npm 10.8 on Node 20', node: 'node-20', manager: 'npm-10', steps: [DEMO, LINT, ALL_TESTS] },
  {
    name: "the nodes in a Node-RED of one's own",
    node: 'node-20',
    manager: 'npm-10',
    steps: [{ run: 'npm run setup' }, { run: INTO_NODE_RED }],
  },
  {
    name: 'the simulator in a project that is tested with vitest',
    node: 'node-20',
    manager: 'npm-10',
    steps: [{ run: 'npm run setup' }, { run: INTO_ANOTHER_PROJECT, prints: /1 passed/ }],
  },
  { name: 'npm 11 on Node 20', node: 'node-20', manager: 'npm-11', steps: [DEMO, SOME_TESTS] },
  { name: 'npm 10.8 on Node 22', node: 'node-22', manager: 'npm-10', steps: [DEMO, SOME_TESTS] },
  { name: 'npm 11 on Node 24', node: 'node-24', manager: 'npm-11', steps: [DEMO, SOME_TESTS] },
  {
    name: 'a bundled Node that does not start, as on musl',
    node: 'node-24',
    manager: 'npm-11',
    steps: [
      DEMO,
      { ...DEMO, before: breakBundledNode },
      LINT,
      { ...DEMO, node: 'node-22' },
      { ...DEMO, node: 'node-20', code: 1, prints: INSTALL_NODE },
    ],
  },
  {
    name: 'a path with blank and umlaut',
    node: 'node-20',
    manager: 'npm-11',
    folder: UMLAUT,
    steps: [DEMO, LINT, ALL_TESTS],
  },
  {
    name: 'NODE_ENV=production',
    node: 'node-20',
    manager: 'npm-11',
    env: () => ({ NODE_ENV: 'production' }),
    steps: [{ run: 'npm ci --ignore-scripts' }, DEMO, ALL_TESTS],
  },
  {
    name: 'npm told to leave out what is needed',
    node: 'node-20',
    manager: 'npm-10',
    env: () => ({ npm_config_omit: 'dev optional' }),
    steps: [DEMO, { run: 'npm ci --ignore-scripts' }, DEMO],
  },
  {
    name: 'installed and built by hand',
    node: 'node-24',
    manager: 'npm-11',
    steps: [{ run: 'npm ci --ignore-scripts' }, { ...DEMO, printsNot: /Installing/ }],
  },
  {
    name: 'a proxy, and no NO_PROXY',
    node: 'node-20',
    manager: 'npm-11',
    env: ({ proxy }) => ({ HTTP_PROXY: proxy, http_proxy: proxy, NODE_USE_ENV_PROXY: '1' }),
    steps: [DEMO, ALL_TESTS],
  },
  {
    name: 'the usual ports are taken',
    node: 'node-20',
    manager: 'npm-11',
    takenPorts: [1880, 4747],
    steps: [DEMO],
  },
  {
    name: 'read-only before it is set up',
    node: 'node-20',
    manager: 'npm-10',
    steps: [
      { ...DEMO, isReader: true, code: 1, prints: /is read-only and is not set up\. Run "npm run setup"/ },
    ],
  },
  {
    name: 'a build that was broken off, and one that lost a file',
    node: 'node-20',
    manager: 'npm-10',
    steps: [
      { run: 'npm run setup' },
      { ...DEMO, prints: NOT_INSTALLED, printsNot: /Building/ },
      { ...BUILT_AGAIN, before: removePartOfBuild },
      { run: 'npm run build', kill: { words: 'Building', afterMs: 4_000 } },
      BUILT_AGAIN,
    ],
  },
  {
    name: 'a user that is not root',
    node: 'node-20',
    manager: 'npm-10',
    isOthers: true,
    steps: [DEMO, SOME_TESTS, ALL_TESTS],
  },
];
