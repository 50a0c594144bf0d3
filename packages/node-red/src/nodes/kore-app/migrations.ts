import type { Migration } from '../../config-version.ts';

/** Of kore-app, from version 1 on. */
export const migrations: readonly Migration[] = [
  // The first version could only sign.
  (config) => ({ useJwe: false, contentEncryption: 'A128CBC-HS256', ...config }),
];
