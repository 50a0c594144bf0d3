import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import * as regexp from 'eslint-plugin-regexp';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const hidden = (name, use) => ({
  name,
  message: `The core is given its ${use}: see shared-core/src/vocabulary/ports.ts.`,
});

/** Folders of the core: each may import from those before it, never from those after it. */
const LAYERS = [
  'text',
  'vocabulary',
  'scheduling',
  'wire',
  'validation',
  'recipients',
  'auth',
  'pace',
  'calls',
  'status',
  'send',
  'devices',
  'connection',
];

const layer = (name, position) => ({
  files: [`shared-core/src/${name}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^\\.\\.(?:/\\.\\.)*/(?:client\\.ts|index\\.ts|${[...LAYERS.slice(position + 1), 'node', 'testing'].join('/|')}/)`,
            message: `shared-core/src/${name} may import from ${['generated', ...LAYERS.slice(0, position)].join(', ')} only.`,
          },
        ],
      },
    ],
  },
});

/** What n8n asks of community nodes; what is a warning there is an error here, as in its gate for verified packages. */
const n8nRules = Object.fromEntries(
  Object.keys(n8nCommunityNodesPlugin.configs.recommended.rules).map((name) => [name, 'error']),
);

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '**/generated/', 'coverage/'] },
  js.configs.recommended,
  regexp.configs['flat/recommended'],
  {
    rules: {
      // A pattern over text from outside takes a time in proportion to its length, also where it matches nowhere.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: false }],
      // How a pattern is written best is left to whoever reads it.
      'regexp/no-unused-capturing-group': 'off',
      'regexp/prefer-w': 'off',
      'regexp/strict': 'off',
      'regexp/use-ignore-case': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // tsconfig's noPropertyAccessFromIndexSignature asks for the brackets.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
    },
  },
  {
    files: ['shared-core/src/**/*.ts'],
    ignores: ['shared-core/src/node/**'],
    rules: {
      'no-restricted-globals': ['error', hidden('Date', 'clock')],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use Clock.random().' },
      ],
    },
  },
  {
    files: ['packages/n8n/{adapters,credentials,nodes,shared}/**/*.ts', 'packages/n8n/package.json'],
    plugins: { '@n8n/community-nodes': n8nCommunityNodesPlugin },
    rules: n8nRules,
  },
  {
    files: ['packages/n8n/{adapters,shared}/**/*.ts'],
    // Errors on their way to a node, which hands n8n one of its own.
    rules: { '@n8n/community-nodes/require-node-api-error': 'off' },
  },
  {
    files: ['packages/n8n/package.json'],
    languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
    // A JSON file is one expression to the parser of TypeScript.
    rules: { '@typescript-eslint/no-unused-expressions': 'off', 'no-unused-expressions': 'off' },
  },
  LAYERS.map(layer),
  {
    files: ['**/*.spec.ts', 'test/**/*.ts', '**/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      // What a test looks through is its own.
      'regexp/no-super-linear-move': 'off',
    },
  },
  {
    files: [
      'packages/demo/**',
      'packages/simulator/src/main.ts',
      'test/bench/**',
      'test/million/**',
      'test/fresh/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: {
      globals: {
        clearInterval: 'readonly',
        console: 'readonly',
        process: 'readonly',
        setInterval: 'readonly',
        URL: 'readonly',
      },
    },
  },
);
