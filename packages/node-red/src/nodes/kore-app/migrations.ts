import type { Migration } from '../../config-version.ts';

/** Of kore-app, from version 1 on. */
export const migrations: readonly Migration[] = [
  // The first version could only sign. A flow that was written by hand has no version, and may encrypt.
  (config) => ({
    ...config,
    useJwe: config['useJwe'] ?? false,
    contentEncryption: config['contentEncryption'] ?? 'A128CBC-HS256',
  }),
];
