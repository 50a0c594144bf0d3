import type { Migration } from './config-version.ts';
import { savedSwitch } from './saved-values.ts';

/** Version 2 writes the choices as all closed words are written: `send_again`. */
const renameSendAgain: Migration = (config) =>
  config['onUnknown'] === 'send-again' ? { ...config, onUnknown: 'send_again' } : config;

/** Version 3 has a third choice, beside always and never: to wait where the second output is wired. Without a word it was off. */
const nameWaits: Migration = (config) => ({
  ...config,
  wait: savedSwitch(config['wait']) ? 'always' : 'never',
});

/** Of both send nodes, from version 1 on: one list, since all that they save differently never changed. */
export const sendMigrations: readonly Migration[] = [renameSendAgain, nameWaits];
