import type { Api } from '../vocabulary/outcomes.ts';
import type { Carried } from '../text/carried.ts';
import { redact } from '../text/redact.ts';
import { asRecord, botPath, encodeId, type RequestSpec } from './request-spec.ts';

/** One line of a job's log. */
export interface LogEntry {
  /** The identity as it was sent, or as the platform writes it. */
  readonly identity: string;
  /** Undefined for a word that is neither the platform's success nor its failure. */
  readonly isDelivered: boolean | undefined;
  /** What the log says of it, where that is no word we know. */
  readonly word?: string;
  /** The platform's words. */
  readonly comments?: string;
}

/** A job as its status call answers. */
export interface JobStatus {
  /** In the platform's spelling where it is a word we know, else as it came. */
  readonly jobStatus: string;
  readonly isFinal: boolean;
  readonly percentageComplete?: number;
  readonly log: readonly LogEntry[];
  /** Entries that the log has, also those that tell nothing; a log that is no list is one of these. */
  readonly entries: number;
  /** Entries that the log should have, where the platform says. */
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

/** The word of a job that still runs. */
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

/** An entry that names nobody, or has no word, tells nothing. */
function readLogEntry(entry: unknown): LogEntry[] {
  const { originalId, status, comments } = asRecord(entry) ?? {};
  if (typeof originalId !== 'string' || typeof status !== 'string' || status.trim() === '') return [];
  const words = typeof comments === 'string' ? redact(comments.replace(/^'(.*)'$/s, '$1')) : '';
  const isDelivered = VERDICTS.get(plainWord(status));
  return [
    {
      identity: originalId,
      isDelivered,
      ...(isDelivered === undefined ? { word: redact(status) } : {}),
      ...(words === '' ? {} : { comments: words }),
    },
  ];
}

/** What is said of a recipient whose word in the log is not known: neither delivered nor not. */
export function describeWord({
  word = '',
  comments,
}: {
  readonly word?: string | undefined;
  readonly comments?: string | undefined;
}): string {
  return `The log says ${word}${comments === undefined ? '.' : `: ${comments}`}`;
}

/** A word of the platform, however it is written. */
function plainWord(word: string): string {
  return word
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
}
