import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Directory, Verdict } from '../directory.ts';
import { SUCCESS } from '../directory.ts';
import type { InboxMessage, Job, JobRequest, JobStatus, Progress, StoredJob } from './job.ts';
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
  readonly #durationMs: number;
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
      undelivered: verdicts.filter(({ isDelivered }) => !isDelivered).length,
      createdAtMs: this.#clock.dateMs(),
      startedAtSimulatedMs: this.#clock.simulatedMs(),
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

  progressOf(job: StoredJob): Progress {
    const recipients = job.recipients.length;
    const elapsedMs = this.#clock.simulatedMs() - job.startedAtSimulatedMs;
    if (elapsedMs < this.#durationMs) {
      const share = elapsedMs / this.#durationMs;
      const percentageComplete = Math.min(MAX_PERCENTAGE_IN_PROGRESS, Math.floor(share * 100));
      return { status: 'IN_PROGRESS', percentageComplete, done: Math.floor(share * recipients) };
    }
    return { status: finalStatus(job), percentageComplete: 100, done: recipients };
  }

  verdictOf(job: StoredJob, index: number): Verdict {
    return job.verdicts?.[index] ?? SUCCESS;
  }

  /** When a recipient's outcome was or will be known, in ms since 1970, by the platform's clock. */
  decidedAtMs(job: StoredJob, index: number): number {
    const tookMs = this.#durationMs / this.#clock.timeScale;
    return Math.round(job.createdAtMs + (tookMs * (index + 1)) / job.recipients.length);
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
    let left = this.listedMessages;
    for (const job of this.#jobs.newestFirst()) {
      for (let index = job.recipients.length - 1; index >= 0; index -= 1) {
        if (left === 0) return;
        left -= 1;
        const number = job.firstNumber + index;
        if (number < before) yield { number, job, index };
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
    const { status, percentageComplete, done } = this.progressOf(job);
    const undelivered =
      done === job.recipients.length
        ? job.undelivered
        : (job.verdicts ?? []).slice(0, done).filter(({ isDelivered }) => !isDelivered).length;
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
    const { isDelivered, comment } = this.verdictOf(job, index);
    const isDone = index < this.progressOf(job).done;
    return {
      number,
      at: job.createdAtMs,
      requestId: job.requestId,
      call: job.call,
      botId: job.botId,
      channel: job.channel,
      identity: recipient.identity,
      ...renderMessage(job.message, recipient, maxCharacters),
      ...(isDone ? { outcome: isDelivered ? 'delivered' : 'undelivered', comment } : { outcome: 'pending' }),
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

function finalStatus({ undelivered, recipients }: StoredJob): JobStatus {
  if (undelivered === 0) return 'SUCCESS';
  return undelivered === recipients.length ? 'FAILURE' : 'PARTIAL_SUCCESS';
}
