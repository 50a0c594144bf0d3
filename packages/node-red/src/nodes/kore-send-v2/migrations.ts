import type { Migration } from '../../config-version.ts';

/** Of kore-send-v2, from version 1 on. */
export const migrations: readonly Migration[] = [];
