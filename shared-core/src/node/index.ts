export type { NodeClient } from './create-node-client.ts';
export { createNodeClient } from './create-node-client.ts';
export type { NodeClientOptions } from './read-node-options.ts';
export type { AxiosHttpOptions, ProxyOptions, TlsOptions } from './axios-http.ts';
export { AxiosHttp } from './axios-http.ts';
export { FileJournal } from './file-journal.ts';
export type { FileJournalOptions } from './journal-files.ts';
export { JsonwebtokenSigner } from './jsonwebtoken-signer.ts';
export { SystemClock } from './system-clock.ts';
