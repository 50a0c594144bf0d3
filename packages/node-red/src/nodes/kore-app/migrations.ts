import type { Migration } from '../../config-version.ts';

/** Of kore-app, from version 1 on. */
export const migrations: readonly Migration[] = [];
