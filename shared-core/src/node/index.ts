export type { AxiosHttpOptions, ProxyOptions, TlsOptions } from './axios-http.ts';
export { AxiosHttp } from './axios-http.ts';
export { FileJournal } from './file-journal.ts';
export type { FileJournalOptions } from './journal-files.ts';
export type { Algorithm } from './jsonwebtoken-signer.ts';
export { ALGORITHMS, JsonwebtokenSigner } from './jsonwebtoken-signer.ts';
export { SystemClock } from './system-clock.ts';
