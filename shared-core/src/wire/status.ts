import type { Api } from '../vocabulary/outcomes.ts';
import type { Carried } from '../text/carried.ts';
import { redact } from '../text/redact.ts';
import { asRecord, botPath, encodeId, type RequestSpec } from './request-spec.ts';

/** One line of a job's log. */
export interface LogEntry {
  /** The identity as it was sent, or as the platform writes it. */
  readonly identity: string;
  /** Undefined for a status other than SUCCESS and FAILURE. */
  readonly isDelivered: boolean | undefined;
  /** The status, if it is an unknown one. */
  readonly word?: string;
  /** The platform's words. */
  readonly comments?: string;
  /** In the spelling of the log. */
  readonly channel?: string;
}

/** A job, as read from the answer of a status call. */
export interface JobStatus {
  /** In the platform's spelling if it is a known status, else as received. */
  readonly jobStatus: string;
  /** True if the status will not change any more. */
  readonly isFinal: boolean;
  /** 0 to 100, if the platform sends it. */
  readonly percentageComplete?: number;
  /** Its usable entries, in the order of the platform. */
  readonly log: readonly LogEntry[];
  /** Entries that the log has, also those that tell nothing; a log that is no list is one of these. */
  readonly entries: number;
  /** Number of entries by the platform's count, if it sends one. */
  readonly count?: number;
}

/** Calls 3 and 4 (docs/kore-ai-api.md#status). */
export function buildStatusRequest(api: Api, botId: string, requestId: string): RequestSpec<JobStatus> {
  const call = api === 'v1' ? 'notify' : 'notifyV2';
  return {
    method: 'GET',
    path: botPath(botId, `${call}/status/${encodeId(requestId)}`),
    scope: 'notifications',
    isRepeatable: true,
    read: readJobStatus,
  };
}

/** Anything else is not final, unless the platform says that 100 % are done (docs/kore-ai-api.md#status). */
const FINAL = new Set(['SUCCESS', 'FAILURE', 'PARTIAL_SUCCESS']);

/** Status of a job that is still running. */
export const RUNNING = 'IN_PROGRESS';

function readJobStatus(body: unknown): JobStatus | undefined {
  const answer = asRecord(body);
  const status = answer?.['status'];
  if (answer === undefined || typeof status !== 'string' || status.trim() === '') return undefined;
  const { percentageComplete, statusLogs, count } = answer;
  const word = plainWord(status);
  const entries = toNumber(count);
  return {
    jobStatus: describeJob(status),
    isFinal: FINAL.has(word) || (percentageComplete === 100 && word !== RUNNING),
    ...(typeof percentageComplete === 'number' ? { percentageComplete } : {}),
    log: Array.isArray(statusLogs) ? statusLogs.flatMap(readLogEntry) : [],
    entries: Array.isArray(statusLogs) ? statusLogs.length : statusLogs == null ? 0 : 1,
    ...(entries === undefined ? {} : { count: entries }),
  };
}

/** What is said of a job, fit to be shown: in the platform's spelling where it is a word we know. */
export function describeJob(status: string, carried: Carried = {}): string {
  const word = plainWord(status);
  return FINAL.has(word) || word === RUNNING ? word : redact(status, carried);
}

/** Some JSON makes texts of numbers. */
function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;
}

const VERDICTS: ReadonlyMap<string, boolean> = new Map([
  ['SUCCESS', true],
  ['FAILURE', false],
]);

/** An entry without an identity or a status is unusable. */
function readLogEntry(entry: unknown): LogEntry[] {
  const { originalId, status, comments, channel } = asRecord(entry) ?? {};
  if (typeof originalId !== 'string' || typeof status !== 'string' || status.trim() === '') return [];
  const words = typeof comments === 'string' ? redact(comments.replace(/^'(.*)'$/s, '$1')) : '';
  const isDelivered = VERDICTS.get(plainWord(status));
  return [
    {
      identity: originalId,
      isDelivered,
      ...(isDelivered === undefined ? { word: redact(status) } : {}),
      ...(words === '' ? {} : { comments: words }),
      ...(typeof channel === 'string' ? { channel } : {}),
    },
  ];
}

/** Text for a recipient whose status in the log is unknown: neither delivered nor undelivered. */
export function describeWord({
  word = '',
  comments,
}: {
  readonly word?: string | undefined;
  readonly comments?: string | undefined;
}): string {
  return `The log says ${word}${comments === undefined ? '.' : `: ${comments}`}`;
}

/** A status in one spelling: capitals, blanks and dashes do not matter. */
function plainWord(word: string): string {
  return word
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
}
