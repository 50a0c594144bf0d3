import type { Migration } from './config-version.ts';

/** Version 2 writes the choices as all closed words are written: `send_again`. */
const renameSendAgain: Migration = (config) =>
  config['onUnknown'] === 'send-again' ? { ...config, onUnknown: 'send_again' } : config;

/** Of both send nodes, from version 1 on: one list, since all that they save differently never changed. */
export const sendMigrations: readonly Migration[] = [renameSendAgain];
