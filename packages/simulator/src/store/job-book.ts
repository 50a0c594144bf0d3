import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Directory, Verdict } from '../directory.ts';
import { SUCCESS, verdictOf } from '../directory.ts';
import type { InboxMessage, Job, JobRequest, OutcomeChange, Progress, StoredJob } from './job.ts';
import { keepRecipient, readRecipient } from './job.ts';
import { JobShelves } from './job-shelves.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { bytesOfText, ENTRY_BYTES } from './memory-budget.ts';
import { ProcessedCount } from './processed-count.ts';
import { keepMessage, renderMessage } from './render-message.ts';

const MAX_PERCENTAGE_IN_PROGRESS = 99;

/** No message is made longer than this, whatever its placeholders hold. */
export const MAX_MESSAGE_CHARACTERS = 4_194_304;

/** What a job takes beside its texts. */
const JOB_BYTES = 800;

/** One message of the inbox, before its text is made. */
export interface MessageAt {
  number: number;
  job: StoredJob;
  index: number;
}

/** Every job, and what it sent to whom. */
export class JobBook {
  readonly #clock: Clock;
  readonly #directory: Directory;
  #durationMs: number;
  readonly #maxMessages: number;
  readonly #budget: MemoryBudget;
  readonly #jobs: JobShelves;
  readonly #processed: ProcessedCount;
  #lastNumber = 0;

  constructor(options: {
    clock: Clock;
    directory: Directory;
    durationMs: number;
    maxMessages: number;
    budget: MemoryBudget;
  }) {
    this.#clock = options.clock;
    this.#directory = options.directory;
    this.#durationMs = options.durationMs;
    this.#maxMessages = options.maxMessages;
    this.#budget = options.budget;
    this.#jobs = new JobShelves(options.budget);
    this.#processed = new ProcessedCount(options.budget);
  }

  /** Takes a send: from here on it counts as processed. */
  create({ recipients, message, ...request }: JobRequest): StoredJob {
    const verdicts = recipients.map(({ identity }) => this.#directory.lookUp(identity, request.channel));
    const kept = { message: keepMessage(message), recipients: recipients.map(keepRecipient) };
    const isUsual = verdicts.every((verdict) => verdict === SUCCESS);
    const job: StoredJob = {
      ...request,
      ...kept,
      requestId: `ds-${randomUUID()}`,
      verdicts: isUsual ? undefined : verdicts,
      createdAtMs: this.#clock.dateMs(),
      startedAtSimulatedMs: this.#clock.simulatedMs(),
      durationMs: this.#durationMs,
      firstNumber: this.#lastNumber + 1,
      bytes: bytesOfJob(kept.message.text, kept.recipients, isUsual ? [] : verdicts),
      at: this.#budget.tick(),
    };
    this.#lastNumber += recipients.length;
    for (const { identity } of recipients) this.#processed.add(identity);
    this.#jobs.add(job);
    this.#budget.settle();
    return job;
  }

  find(requestId: string): StoredJob | undefined {
    return this.#jobs.find(requestId);
  }

  /** A job whose status was asked for is among the last to be dropped. */
  noteAsked(job: StoredJob): void {
    this.#jobs.noteAsked(job);
    this.#budget.settle();
  }

  /** How long a job takes from now on. */
  setDuration(ms: number): void {
    this.#durationMs = ms;
  }

  progressOf(job: StoredJob): Progress {
    const { recipients, verdicts } = job;
    const usual = this.#usuallyDone(job);
    let done = usual;
    let undelivered = 0;
    if (verdicts !== undefined) {
      done = 0;
      for (const [index, verdict] of verdicts.entries()) {
        if (!this.#isDecided(job, index, usual)) continue;
        done += 1;
        if (!verdict.isDelivered) undelivered += 1;
      }
    }
    if (done < recipients.length || this.#elapsedMs(job) < job.durationMs) {
      const share = done / recipients.length;
      // Without late ones the percentage runs with the time, not in steps of a recipient.
      const byTime = usual === done ? Math.max(share, this.#elapsedMs(job) / job.durationMs) : share;
      const percentageComplete = Math.min(MAX_PERCENTAGE_IN_PROGRESS, Math.floor(byTime * 100));
      return { status: 'IN_PROGRESS', percentageComplete, done, undelivered };
    }
    if (undelivered === 0) return { status: 'SUCCESS', percentageComplete: 100, done, undelivered };
    const status = undelivered === recipients.length ? 'FAILURE' : 'PARTIAL_SUCCESS';
    return { status, percentageComplete: 100, done, undelivered };
  }

  /** True while the time alone may change what this job shows. */
  isMoving(job: StoredJob): boolean {
    const elapsedMs = this.#elapsedMs(job);
    return elapsedMs < Math.max(job.durationMs, ...(job.verdicts ?? []).map(({ afterMs = 0 }) => afterMs));
  }

  verdictOf(job: StoredJob, index: number): Verdict {
    return job.verdicts?.[index] ?? SUCCESS;
  }

  /** What became of one message so far. */
  outcomeOf(job: StoredJob, index: number): InboxMessage['outcome'] {
    if (!this.#isDecided(job, index, this.#usuallyDone(job))) return 'pending';
    return this.verdictOf(job, index).isDelivered ? 'delivered' : 'undelivered';
  }

  /** Changes what became of messages. @returns how many, or undefined if there is no such job */
  changeOutcome({ requestId, identity, ...change }: OutcomeChange): number | undefined {
    const job = this.find(requestId);
    if (job === undefined) return undefined;
    const changed: Verdict = { ...verdictOf(change), changedAtMs: this.#clock.dateMs(), afterMs: 0 };
    let count = 0;
    const verdicts = job.recipients.map((kept, index) => {
      if (identity !== undefined && readRecipient(kept).identity !== identity)
        return this.verdictOf(job, index);
      count += 1;
      return changed;
    });
    if (count === 0) return 0;
    job.verdicts = verdicts;
    this.#jobs.resize(job, bytesOfJob(job.message.text, job.recipients, verdicts));
    this.#budget.settle();
    return count;
  }

  /** When a recipient's outcome was or will be known, in ms since 1970, by the platform's clock. */
  decidedAtMs(job: StoredJob, index: number): number {
    const { changedAtMs, afterMs } = this.verdictOf(job, index);
    if (changedAtMs !== undefined) return changedAtMs;
    if (afterMs !== undefined) return Math.round(job.createdAtMs + afterMs / this.#clock.timeScale);
    const tookMs = job.durationMs / this.#clock.timeScale;
    return Math.round(job.createdAtMs + (tookMs * (index + 1)) / job.recipients.length);
  }

  #elapsedMs(job: StoredJob): number {
    return this.#clock.simulatedMs() - job.startedAtSimulatedMs;
  }

  /** How many recipients have their outcome by the time alone, in the order in which they were sent. */
  #usuallyDone(job: StoredJob): number {
    const elapsedMs = this.#elapsedMs(job);
    const { length } = job.recipients;
    return elapsedMs < job.durationMs ? Math.floor((elapsedMs / job.durationMs) * length) : length;
  }

  #isDecided(job: StoredJob, index: number, usuallyDone: number): boolean {
    const { isPending, afterMs } = this.verdictOf(job, index);
    if (isPending === true) return false;
    return afterMs === undefined ? index < usuallyDone : this.#elapsedMs(job) >= afterMs;
  }

  /** In the order of arrival. */
  list(): Job[] {
    return [...this.#jobs.newestFirst()].map((job) => this.toJob(job)).reverse();
  }

  /** Those whose first message has a lower number. */
  newestJobsFirst(before = Infinity): Iterable<StoredJob> {
    return this.#jobs.newestFirst(before);
  }

  /** The inbox, in order; the latest `maxMessages` of what was not dropped. */
  messages(): InboxMessage[] {
    return [...this.oldestMessagesFirst()].map((message) => this.toMessage(message, MAX_MESSAGE_CHARACTERS));
  }

  /** The inbox from behind a number. */
  *oldestMessagesFirst(after = 0): Generator<MessageAt> {
    const first = Math.max(after + 1, this.#firstListed());
    for (const job of this.#jobs.oldestFirst(first))
      for (let index = Math.max(0, first - job.firstNumber); index < job.recipients.length; index += 1)
        yield { number: job.firstNumber + index, job, index };
  }

  /** The inbox from before a number. */
  *newestMessagesFirst(before = Infinity): Generator<MessageAt> {
    const first = this.#firstListed();
    for (const job of this.#jobs.newestFirst(before)) {
      const last = Math.min(job.recipients.length - 1, before - 1 - job.firstNumber);
      for (let index = last; index >= 0; index -= 1) {
        const number = job.firstNumber + index;
        if (number < first) return;
        yield { number, job, index };
      }
    }
  }

  /** A message of the inbox by its number. */
  findMessage(number: number): MessageAt | undefined {
    const { value } = this.oldestMessagesFirst(number - 1).next() as IteratorResult<MessageAt, undefined>;
    return value?.number === number ? value : undefined;
  }

  /** All that were ever sent. */
  get totalMessages(): number {
    return this.#lastNumber;
  }

  /** How many the inbox holds. */
  get listedMessages(): number {
    return Math.min(this.#jobs.recipients, this.#maxMessages);
  }

  get totalJobs(): number {
    return this.#jobs.size;
  }

  get droppedJobs(): number {
    return this.#jobs.dropped;
  }

  /** How often each identity was sent a message. */
  get processed(): ProcessedCount {
    return this.#processed;
  }

  reset(): void {
    this.#jobs.reset();
    this.#processed.reset();
    this.#lastNumber = 0;
  }

  toJob(job: StoredJob): Job {
    const { status, percentageComplete, done, undelivered } = this.progressOf(job);
    return {
      requestId: job.requestId,
      call: job.call,
      botId: job.botId,
      channel: job.channel,
      status,
      percentageComplete,
      recipients: job.recipients.length,
      delivered: done - undelivered,
      undelivered,
      createdAt: job.createdAtMs,
    };
  }

  toMessage({ number, job, index }: MessageAt, maxCharacters: number): InboxMessage {
    const recipient = readRecipient(job.recipients[index] ?? '');
    const outcome = this.outcomeOf(job, index);
    return {
      number,
      at: job.createdAtMs,
      requestId: job.requestId,
      call: job.call,
      botId: job.botId,
      channel: job.channel,
      identity: recipient.identity,
      ...renderMessage(job.message, recipient, maxCharacters),
      outcome,
      ...(outcome === 'pending' ? {} : { comment: this.verdictOf(job, index).comment }),
    };
  }

  #firstListed(): number {
    if (this.#jobs.recipients <= this.#maxMessages) return 0;
    let left = this.#maxMessages;
    for (const { firstNumber, recipients } of this.#jobs.newestFirst()) {
      left -= recipients.length;
      if (left <= 0) return firstNumber - left;
    }
    return 0;
  }
}

function bytesOfJob(text: string, recipients: readonly string[], verdicts: readonly Verdict[]): number {
  const bytesOfTexts = recipients.reduce((sum, recipient) => sum + bytesOfText(recipient), bytesOfText(text));
  // A comment is shared with its rule, which may be gone before the job is.
  const comments = new Set(verdicts.map(({ comment }) => comment));
  const bytesOfComments = [...comments].reduce((sum, comment) => sum + bytesOfText(comment), 0);
  return JOB_BYTES + 2 * ENTRY_BYTES + bytesOfTexts + bytesOfComments + 8 * verdicts.length;
}
