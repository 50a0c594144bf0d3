export type { ClockSubject } from './contracts/clock-contract.ts';
export { clockContract } from './contracts/clock-contract.ts';
export type { ContractCase } from './contracts/contract-case.ts';
export { BrokenContract } from './contracts/contract-case.ts';
export type { HttpCase, HttpSubject, HttpWay } from './contracts/http-contract.ts';
export { httpContract } from './contracts/http-contract.ts';
export type {
  ContractServer,
  HttpServers,
  Reply,
  ServedRequest,
  ServerPlan,
} from './contracts/http-servers.ts';
export type { JournalSubject, JournalSubjects } from './contracts/journal-contract.ts';
export { journalContract } from './contracts/journal-contract.ts';
export type { MemorySubject } from './contracts/memory-contract.ts';
export { memoryContract } from './contracts/memory-contract.ts';
export type { KeyForm, SignerSubject, SigningKeys } from './contracts/signer-contract.ts';
export { signerContract } from './contracts/signer-contract.ts';
export { FakeClock } from './fake-clock.ts';
export { FakeJournal, FakePage } from './fake-journal.ts';
export { FakeSigner } from './fake-signer.ts';
export type { ScriptedAnswer } from './scripted-http.ts';
export { jsonAnswer, ScriptedHttp } from './scripted-http.ts';
