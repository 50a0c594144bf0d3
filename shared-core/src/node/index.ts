export type { AxiosHttpOptions, ProxyOptions, TlsOptions } from './axios-http.ts';
export { AxiosHttp } from './axios-http.ts';
export type { FileJournalOptions } from './file-journal.ts';
export { FileJournal } from './file-journal.ts';
export type { Algorithm } from './jsonwebtoken-signer.ts';
export { ALGORITHMS, JsonwebtokenSigner } from './jsonwebtoken-signer.ts';
export { SystemClock } from './system-clock.ts';
