import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Directory, Verdict } from '../directory.ts';
import { SENT_SUCCESSFULLY } from '../directory.ts';
import type { InboxMessage, Job, JobRequest, JobStatus, Progress, StoredJob } from './job.ts';
import { renderMessage } from './render-message.ts';
import { userId } from './user-id.ts';

/** Beyond this many recipients in all, the oldest jobs are forgotten. */
const MAX_RECIPIENTS = 2_000_000;

const MAX_PERCENTAGE_IN_PROGRESS = 99;

const SUCCESS: Verdict = { isDelivered: true, comment: SENT_SUCCESSFULLY };

/** Every job, and what it sent to whom. */
export class JobBook {
  readonly #clock: Clock;
  readonly #directory: Directory;
  readonly #durationMs: number;
  readonly #maxMessages: number;
  #jobs = new Map<string, StoredJob>();
  #processed = new Map<string, number>();
  #recipients = 0;
  #lastNumber = 0;

  constructor(options: { clock: Clock; directory: Directory; durationMs: number; maxMessages: number }) {
    this.#clock = options.clock;
    this.#directory = options.directory;
    this.#durationMs = options.durationMs;
    this.#maxMessages = options.maxMessages;
  }

  /** Takes a send: from here on it counts as processed. */
  create(request: JobRequest): StoredJob {
    const verdicts = new Map<number, Verdict>();
    let undelivered = 0;
    for (const [index, { identity }] of request.recipients.entries()) {
      const verdict = this.#directory.lookUp(identity, request.channel);
      if (!verdict.isDelivered) undelivered += 1;
      if (verdict.comment !== SENT_SUCCESSFULLY || !verdict.isDelivered) verdicts.set(index, verdict);
      this.#processed.set(identity, (this.#processed.get(identity) ?? 0) + 1);
    }
    const job: StoredJob = {
      ...request,
      requestId: `ds-${randomUUID()}`,
      createdBy: userId(request.botId),
      verdicts,
      undelivered,
      createdAtMs: this.#clock.dateMs(),
      startedAtSimulatedMs: this.#clock.simulatedMs(),
      firstNumber: this.#lastNumber + 1,
    };
    this.#jobs.set(job.requestId, job);
    this.#lastNumber += request.recipients.length;
    this.#recipients += request.recipients.length;
    this.#forgetOldest();
    return job;
  }

  find(requestId: string): StoredJob | undefined {
    return this.#jobs.get(requestId);
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
    return job.verdicts.get(index) ?? SUCCESS;
  }

  /** When a recipient's outcome was or will be known, in ms since 1970, by the platform's clock. */
  decidedAtMs(job: StoredJob, index: number): number {
    const tookMs = this.#durationMs / this.#clock.timeScale;
    return Math.round(job.createdAtMs + (tookMs * (index + 1)) / job.recipients.length);
  }

  /** In the order of arrival; with a limit, the latest. */
  list(limit = Infinity): Job[] {
    const jobs = [...this.#jobs.values()];
    return jobs.slice(Math.max(0, jobs.length - limit)).map((job) => this.#toJob(job));
  }

  /** Messages after a number, in order; no more than the cap, of which the latest. */
  messages({ after = 0, limit = Infinity }: { after?: number; limit?: number } = {}): InboxMessage[] {
    const first = Math.max(after, this.#lastNumber - Math.min(limit, this.#maxMessages)) + 1;
    const messages: InboxMessage[] = [];
    for (const job of this.#jobs.values()) {
      if (job.firstNumber + job.recipients.length <= first) continue;
      const { done } = this.progressOf(job);
      for (let index = Math.max(0, first - job.firstNumber); index < job.recipients.length; index += 1)
        messages.push(this.#toMessage(job, index, index < done));
    }
    return messages;
  }

  get totalMessages(): number {
    return this.#lastNumber;
  }

  get totalJobs(): number {
    return this.#jobs.size;
  }

  /** How often each identity was sent a message; never forgets one. */
  processed(): Map<string, number> {
    return new Map(this.#processed);
  }

  reset(): void {
    this.#jobs = new Map();
    this.#processed = new Map();
    this.#recipients = 0;
    this.#lastNumber = 0;
  }

  #toJob(job: StoredJob): Job {
    const { status, percentageComplete, done } = this.progressOf(job);
    let undelivered = 0;
    for (const [index, { isDelivered }] of job.verdicts) if (!isDelivered && index < done) undelivered += 1;
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

  #toMessage(job: StoredJob, index: number, isDone: boolean): InboxMessage {
    const recipient = job.recipients[index] ?? { identity: '' };
    const { isDelivered, comment } = this.verdictOf(job, index);
    return {
      number: job.firstNumber + index,
      at: job.createdAtMs,
      requestId: job.requestId,
      call: job.call,
      botId: job.botId,
      channel: job.channel,
      identity: recipient.identity,
      ...renderMessage(job.message, recipient),
      ...(isDone ? { outcome: isDelivered ? 'delivered' : 'undelivered', comment } : { outcome: 'pending' }),
    };
  }

  #forgetOldest(): void {
    for (const [requestId, job] of this.#jobs) {
      if (this.#recipients <= MAX_RECIPIENTS) return;
      this.#jobs.delete(requestId);
      this.#recipients -= job.recipients.length;
    }
  }
}

function finalStatus({ undelivered, recipients }: StoredJob): JobStatus {
  if (undelivered === 0) return 'SUCCESS';
  return undelivered === recipients.length ? 'FAILURE' : 'PARTIAL_SUCCESS';
}
