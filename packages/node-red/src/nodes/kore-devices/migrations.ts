import type { Migration } from '../../config-version.ts';

/** Of kore-devices, from version 1 on. */
export const migrations: readonly Migration[] = [];
