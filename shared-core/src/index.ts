export { restorePemLines } from './auth/pem-lines.ts';
export type { Canceller } from './scheduling/cancellation.ts';
export { createCanceller } from './scheduling/cancellation.ts';
export type { Client } from './client.ts';
export { createClient } from './client.ts';
export type { ErrorCode, ErrorInfo } from './vocabulary/errors.ts';
export { ERROR_CODES, isKoreNotifyError, KoreNotifyError } from './vocabulary/errors.ts';
export type * as wire from './generated/types.ts';
export type {
  ListDevicesInput,
  RecipientsInput,
  SendInput,
  SendV2Input,
  StatusInput,
  SubscribeDeviceInput,
  UnsubscribeAllDevicesInput,
  UnsubscribeDevicesInput,
  V1Channel,
  V1MessageType,
  V2Channel,
  V2MessageType,
} from './vocabulary/inputs.ts';
export { V1_CHANNELS, V1_MESSAGE_TYPES, V2_CHANNELS, V2_MESSAGE_TYPES } from './vocabulary/inputs.ts';
export type { ConnectionCheck } from './connection/check-connection.ts';
export type { DeviceFate } from './wire/device-fates.ts';
export type { DeviceRow } from './wire/device-rows.ts';
export type { SubscribeDeviceResult, UnsubscribeDevicesResult } from './wire/devices.ts';
export type {
  CallOptions,
  ClientOptions,
  DeviceOptions,
  OnceOptions,
  ResolvedOptions,
  SendOptions,
  WaitForStatusOptions,
  WaitOptions,
} from './vocabulary/options.ts';
export { DEFAULTS } from './vocabulary/options.ts';
export { resolveOptions } from './validation/resolve-options.ts';
export type {
  Api,
  JobReport,
  Outcome,
  OutcomeCounts,
  PausedBy,
  Progress,
  RecipientReport,
  RequestReport,
  SendReport,
  StatusReport,
  StatusRow,
  UnsentReason,
} from './vocabulary/outcomes.ts';
export {
  failureOf,
  notReachedIndices,
  OUTCOMES,
  statusFailureOf,
  UNSENT_REASONS,
} from './vocabulary/outcomes.ts';
export type {
  CancelSignal,
  Clock,
  Http,
  HttpAnswer,
  HttpFailure,
  HttpRequest,
  Journal,
  JournalNote,
  JournalPage,
  JournalScope,
  Logger,
  Ports,
  Signer,
  TokenClaims,
} from './vocabulary/ports.ts';
export { bound } from './text/bound.ts';
export { quoteName, quoteValue } from './text/quote.ts';
export type { Carried } from './text/carried.ts';
export { redact } from './text/redact.ts';
export type { ListFault, ListReading, ListRules } from './validation/list-recipients.ts';
export { listRecipients, readList, RECIPIENTS, recipientsAt } from './validation/list-recipients.ts';
export type { JobStatus, LogEntry } from './wire/status.ts';
export type { WatchedJob } from './status/watch-jobs.ts';
export { readRequests, requestsIn } from './status/read-requests.ts';
export type { Preview, PreviewRow } from './send/preview.ts';
export type { AdjustablePacer, PaceLimits, Pacer, Permit, TakeOptions } from './pace/pacer.ts';
export type { PacedBot, PacerRegistry } from './pace/pacer-registry.ts';
export type { RunState } from './calls/ends-run.ts';
export { endsRun } from './calls/ends-run.ts';
export { createPacer } from './pace/pacer.ts';
export { createPacerRegistry } from './pace/pacer-registry.ts';
export type { ConnectionFacts } from './calls/describe-connection-failure.ts';
export { describeConnectionFailure } from './calls/describe-connection-failure.ts';
export { runAll } from './scheduling/run-all.ts';
export { TimeLimit } from './scheduling/time-limit.ts';
export { Turns } from './scheduling/turns.ts';
export type { Problem, ProblemList, ProblemRule } from './vocabulary/problems.ts';
export { describeProblems } from './vocabulary/problems.ts';
