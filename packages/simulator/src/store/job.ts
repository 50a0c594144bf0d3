import type { Verdict } from '../directory.ts';
import type { Message, Recipient, StoredMessage } from './render-message.ts';

/** `IN_PROGRESS`, then one of the three final ones (docs/kore-ai-api.md#status). */
export type JobStatus = 'IN_PROGRESS' | 'SUCCESS' | 'FAILURE' | 'PARTIAL_SUCCESS';

/** A send that the platform took, as it stands now. */
export interface Job {
  /** `ds-…`: the id that the status calls take. */
  requestId: string;
  call: 'send' | 'sendV2';
  botId: string;
  /** As the send named it. */
  channel: string;
  status: JobStatus;
  /** 0 to 100. */
  percentageComplete: number;
  recipients: number;
  delivered: number;
  undelivered: number;
  /** ms since 1970, by the platform's clock. */
  createdAt: number;
}

/** One message to one recipient, as the inbox shows it. */
export interface InboxMessage {
  /** Counts from 1 over all messages. */
  number: number;
  /** ms since 1970, by the platform's clock. */
  at: number;
  requestId: string;
  call: 'send' | 'sendV2';
  botId: string;
  /** As the send named it. */
  channel: string;
  identity: string;
  /** What `text` is: words, the channel's own format, or code that the platform would run. */
  kind: 'text' | 'template' | 'script';
  /** With its placeholders filled; a script stays as it is. */
  text: string;
  /** The message is longer than `text`. */
  isCut?: true;
  outcome: 'pending' | 'delivered' | 'undelivered';
  /** The platform's words, once the outcome is known. */
  comment?: string;
}

/** A message whose job was created: it was really sent. */
export interface ProcessedMessage {
  identity: string;
  text: string;
  requestId: string;
  /** As the send named it. */
  channel: string;
}

/** What a send asks for. */
export interface JobRequest {
  call: 'send' | 'sendV2';
  botId: string;
  channel: string;
  message: Message;
  recipients: Recipient[];
}

/** A job as it is kept: everything else follows from it and the time. */
export interface StoredJob extends Omit<JobRequest, 'message' | 'recipients'> {
  requestId: string;
  message: StoredMessage;
  /** Each a text, as `keepRecipient` makes it. */
  recipients: readonly string[];
  /** By the recipient's index; undefined if all are the usual success. */
  verdicts: readonly Verdict[] | undefined;
  createdAtMs: number;
  startedAtSimulatedMs: number;
  /** From IN_PROGRESS to the final status, in simulated ms. */
  durationMs: number;
  /** Inbox number of its first recipient. */
  firstNumber: number;
  /** What it takes in memory. */
  bytes: number;
  /** When it was made or last asked for, as the memory's budget counts. */
  at: number;
}

/** Turns a recipient into what is kept of it: the identity alone, or its JSON. */
export function keepRecipient(recipient: Recipient): string {
  const { identity, customMessage, parameters } = recipient;
  const isPlain = customMessage === undefined && parameters === undefined && !identity.startsWith('{');
  return isPlain ? identity : JSON.stringify(recipient);
}

/** The recipient that was kept. */
export function readRecipient(kept: string): Recipient {
  return kept.startsWith('{') ? (JSON.parse(kept) as Recipient) : { identity: kept };
}

/** How far a job is. */
export interface Progress {
  status: JobStatus;
  percentageComplete: number;
  /** How many recipients have their outcome. */
  done: number;
  /** How many of them were not reached. */
  undelivered: number;
}

/** A change of what became of messages, after the platform took them. */
export interface OutcomeChange {
  requestId: string;
  /** Only of this recipient. @default all of the job */
  identity?: string;
  /** `pending` takes an outcome back: the job is in progress again. */
  outcome: 'pending' | 'delivered' | 'undelivered';
  /** Comment in the log. @default the platform's words */
  comment?: string;
}
