import type { Migration } from '../../config-version.ts';

/** Of kore-send, from version 1 on. */
export const migrations: readonly Migration[] = [];
