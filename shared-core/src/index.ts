export { restorePemLines } from './auth/pem-lines.ts';
export type { Canceller } from './cancellation.ts';
export { createCanceller } from './cancellation.ts';
export type { Client } from './client.ts';
export { createClient } from './client.ts';
export type { ErrorCode, ErrorInfo } from './errors.ts';
export { ERROR_CODES, isKoreNotifyError, KoreNotifyError } from './errors.ts';
export type * from './generated/types.ts';
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
} from './inputs.ts';
export { V1_CHANNELS, V1_MESSAGE_TYPES, V2_CHANNELS, V2_MESSAGE_TYPES } from './inputs.ts';
export type { ConnectionCheck } from './operations/check-connection.ts';
export type { DeviceFate } from './operations/device-fates.ts';
export type { DeviceRow, SubscribeDeviceResult, UnsubscribeDevicesResult } from './operations/devices.ts';
export type {
  CallOptions,
  ClientOptions,
  DeviceOptions,
  OnceOptions,
  ResolvedOptions,
  SendOptions,
  WaitForStatusOptions,
  WaitOptions,
} from './options.ts';
export { DEFAULTS, resolveOptions } from './options.ts';
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
} from './outcomes.ts';
export { failureOf, notReachedIndices, OUTCOMES, statusFailureOf, UNSENT_REASONS } from './outcomes.ts';
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
  RequestIdentity,
  Signer,
  TokenClaims,
} from './ports.ts';
export { bound } from './privacy/bound.ts';
export { quoteName, quoteValue } from './privacy/quote.ts';
export { redact } from './privacy/redact.ts';
export { listRecipients, readList, RECIPIENTS, recipientsAt } from './recipients/list-recipients.ts';
export { readRequests, requestsIn } from './polling/read-requests.ts';
export type { Preview, PreviewRow } from './recipients/preview.ts';
export type { PaceLimits, Pacer, Permit, TakeOptions } from './resilience/pacer.ts';
export type { PacedBot, PacerRegistry } from './resilience/pacer-registry.ts';
export { endsRun } from './resilience/ends-run.ts';
export { createPacer } from './resilience/pacer.ts';
export { createPacerRegistry } from './resilience/pacer-registry.ts';
export type { ConnectionFacts } from './resilience/describe-connection-failure.ts';
export { describeConnectionFailure } from './resilience/describe-connection-failure.ts';
export { runAll } from './run-all.ts';
export { TimeLimit } from './time-limit.ts';
export { Turns } from './turns.ts';
export type { Problem, ProblemList, ProblemRule } from './validation/problems.ts';
export { describeProblems } from './validation/problems.ts';
