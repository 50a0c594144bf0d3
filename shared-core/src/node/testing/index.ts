export { NodeServers } from './contract-servers.ts';
export type { OpenedToken } from './encryption-keys.ts';
export { makeEncryptionKeys, openToken } from './encryption-keys.ts';
export { inEnvironment } from './in-environment.ts';
export type { ServerIdentity } from './local-server.ts';
export { makeSigningKeys } from './signing-keys.ts';
