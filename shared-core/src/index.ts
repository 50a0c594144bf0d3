export type { Algorithm, PrivateKey, SigningKey } from './auth/signing-key.ts';
export { ALGORITHMS, readSigningKey, usesPrivateKey } from './auth/signing-key.ts';
export type {
  ContentEncryption,
  EncryptionKey,
  PublicKey,
  RsaJwk,
  TokenEncryption,
} from './auth/token-encryption.ts';
export { CONTENT_ENCRYPTIONS, readEncryptionKey } from './auth/token-encryption.ts';
export type { Canceller } from './scheduling/cancellation.ts';
export { createCanceller } from './scheduling/cancellation.ts';
export type { Client } from './client.ts';
export { createClient } from './client.ts';
export type { ErrorCode, ErrorInfo } from './vocabulary/errors.ts';
export { describeError, ERROR_CODES, isKoreNotifyError, KoreNotifyError } from './vocabulary/errors.ts';
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
export { V1_MESSAGE_TYPES, V2_MESSAGE_TYPES } from './vocabulary/inputs.ts';
export type { Channel, IdentityKey } from './vocabulary/channels.ts';
export {
  CHANNELS,
  findChannel,
  hintOfUndelivered,
  OTHER_CHANNEL,
  V1_CHANNELS,
  V2_CHANNELS,
} from './vocabulary/channels.ts';
export type { Host } from './vocabulary/hosts.ts';
export { HOSTS } from './vocabulary/hosts.ts';
export type { MessageSample } from './send/message/samples.ts';
export { sampleFor, SAMPLES } from './send/message/samples.ts';
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
  RunOptions,
  SendOptions,
  WaitForStatusOptions,
  WaitOptions,
} from './vocabulary/options.ts';
export { DEFAULTS } from './vocabulary/options.ts';
export { resolveOptions } from './connection/resolve-options.ts';
export type { Api, Outcome, OutcomeCounts, UnsentReason } from './vocabulary/outcomes.ts';
export { OUTCOMES, UNSENT_REASONS } from './vocabulary/outcomes.ts';
export type {
  DayCount,
  Guards,
  IdentityList,
  QuietHours,
  ResolvedGuards,
  ResolvedQuietHours,
} from './vocabulary/guards.ts';
export type { PausedBy, Progress } from './vocabulary/progress.ts';
export type { ReportWarnings } from './vocabulary/read-report.ts';
export {
  failureOf,
  isNotReached,
  notReachedIndices,
  statusFailureOf,
  warningsOf,
} from './vocabulary/read-report.ts';
export type { Summarised } from './vocabulary/summarise.ts';
export { combineReports, summarise } from './vocabulary/summarise.ts';
export type {
  JobReport,
  RecipientReport,
  RequestReport,
  RunEnd,
  SendReport,
  StatusReport,
  StatusRow,
} from './vocabulary/reports.ts';
export { RUN_ENDS } from './vocabulary/reports.ts';
export type {
  CancelSignal,
  Clock,
  Http,
  HttpAnswer,
  HttpFailure,
  HttpRequest,
  Journal,
  JournalNote,
  JournalNotes,
  JournalPage,
  JournalScope,
  Logger,
  OncePage,
  Ports,
  Signer,
  TokenClaims,
} from './vocabulary/ports.ts';
export { bound } from './text/bound.ts';
export { quoteName, quoteValue } from './text/quote.ts';
export type { Carried } from './text/carried.ts';
export { redact } from './text/redact.ts';
export type { ListFault, ListReading, ListRules } from './recipients/list/read-list.ts';
export { readList, RECIPIENTS, recipientsAt, UnreadList } from './recipients/list/read-list.ts';
export { createDayCount, type DayCountJournal } from './send/guards/day-count.ts';
export type { SendPlan } from './send/planned-send.ts';
export type { PreviewedRecipient, PreviewReport, PreviewRow } from './send/preview.ts';
export type { FailureOfMany, SendManyOptions, SentMessage } from './send/send-many.ts';
export { failureOfMany, sendMany } from './send/send-many.ts';
export type { Sender, SendRow } from './send/send-row.ts';
export type { ObjectJournalOptions } from './send/once/object-journal.ts';
export { createObjectJournal } from './send/once/object-journal.ts';
export type { AskedJob, AskedJobs, Asker, AskManyOptions, StatusRequestRow } from './status/ask-many.ts';
export { askMany } from './status/ask-many.ts';
export type { MatchedRow } from './status/match-job.ts';
export { matchJob } from './status/match-job.ts';
export type {
  DeviceManager,
  DeviceOperation,
  DeviceRequestRow,
  ManagedDevice,
  ManageDevicesOptions,
  NamedInput,
} from './devices/manage-devices.ts';
export { DEVICE_OPERATIONS, manageDevices } from './devices/manage-devices.ts';
export type { ReplayMemories, ReplayMemoryOptions } from './calls/replay-memory.ts';
export { createReplayMemories } from './calls/replay-memory.ts';
export type { AdjustablePacer, PaceLimits, Pacer, Permit, TakeOptions } from './pace/pacer.ts';
export type { PacedBot, PacerRegistry } from './pace/pacer-registry.ts';
export { createPacer } from './pace/pacer.ts';
export { createPacerRegistry } from './pace/pacer-registry.ts';
export type { ConnectionFacts } from './calls/describe-connection-failure.ts';
export { describeConnectionFailure } from './calls/describe-connection-failure.ts';
export { TimeLimit } from './scheduling/time-limit.ts';
export type { Problem, ProblemGroup, ProblemRule, ProblemsFound } from './vocabulary/problems.ts';
export { describeProblems } from './vocabulary/problems.ts';
