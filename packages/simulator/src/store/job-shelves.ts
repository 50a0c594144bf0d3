import type { StoredJob } from './job.ts';
import type { MemoryBudget, Shelf } from './memory-budget.ts';
import { OldestFirst } from './oldest-first.ts';

/** Jobs that are asked for give way to others beyond this part of all memory. */
const MAX_ASKED_SHARE = 1 / 4;

/** Dropped jobs stay listed up to this number, and up to half of the list. */
const MAX_HOLES = 1_000;

/** Some jobs, and what they take. */
class JobShelf implements Shelf {
  readonly jobs = new OldestFirst<string, StoredJob>();
  readonly #onDrop: (job: StoredJob) => void;
  #bytes = 0;

  constructor(onDrop: (job: StoredJob) => void) {
    this.#onDrop = onDrop;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get oldestAt(): number | undefined {
    return this.jobs.oldest()?.[1].at;
  }

  put(job: StoredJob): void {
    this.jobs.set(job.requestId, job);
    this.#bytes += job.bytes;
  }

  /** False if it is not here. */
  takeOut(job: StoredJob): boolean {
    const isHere = this.jobs.delete(job.requestId);
    if (isHere) this.#bytes -= job.bytes;
    return isHere;
  }

  /** Counts what a job takes now, if it is here. */
  resize(job: StoredJob, bytes: number): boolean {
    const isHere = this.jobs.get(job.requestId) === job;
    if (isHere) this.#bytes += bytes - job.bytes;
    return isHere;
  }

  dropOldest(): void {
    const [, job] = this.jobs.oldest() ?? [];
    if (job === undefined) return;
    this.takeOut(job);
    this.#onDrop(job);
  }

  clear(): void {
    this.jobs.clear();
    this.#bytes = 0;
  }
}

/** A job in the order of arrival, or the hole that it left. */
interface Place {
  /** The number behind its last message. */
  endNumber: number;
  job?: StoredJob;
}

/** The jobs that are kept: by id, in order of arrival, and in the order in which they give way. */
export class JobShelves {
  readonly #budget: MemoryBudget;
  readonly #others = new JobShelf((job) => this.#makeHole(job));
  /** Those whose status was asked for, the latest last. */
  readonly #asked = new JobShelf((job) => this.#makeHole(job));
  #inOrder: Place[] = [];
  #holes = 0;
  #recipients = 0;
  #dropped = 0;

  constructor(budget: MemoryBudget) {
    this.#budget = budget;
    budget.add(this.#others);
    budget.add(this.#asked, { rank: 1, maxShare: MAX_ASKED_SHARE });
  }

  add(job: StoredJob): void {
    this.#others.put(job);
    this.#inOrder.push({ endNumber: job.firstNumber + job.recipients.length, job });
    this.#recipients += job.recipients.length;
  }

  find(requestId: string): StoredJob | undefined {
    return this.#others.jobs.get(requestId) ?? this.#asked.jobs.get(requestId);
  }

  /** From now on it is dropped after those that nobody asks for. */
  noteAsked(job: StoredJob): void {
    if (!this.#others.takeOut(job)) this.#asked.takeOut(job);
    job.at = this.#budget.tick();
    this.#asked.put(job);
  }

  /** Counts what a job takes now that it has changed. */
  resize(job: StoredJob, bytes: number): void {
    if (!this.#others.resize(job, bytes)) this.#asked.resize(job, bytes);
    job.bytes = bytes;
  }

  /** Those with a message of this number or a higher one, in order of arrival. */
  *oldestFirst(number: number): Generator<StoredJob> {
    for (let index = this.#indexOf(number); index < this.#inOrder.length; index += 1) {
      const job = this.#inOrder[index]?.job;
      if (job !== undefined) yield job;
    }
  }

  /** Those whose first message has a lower number, the latest first. */
  *newestFirst(before = Infinity): Generator<StoredJob> {
    for (let index = this.#inOrder.length - 1; index >= 0; index -= 1) {
      const job = this.#inOrder[index]?.job;
      if (job !== undefined && job.firstNumber < before) yield job;
    }
  }

  get size(): number {
    return this.#inOrder.length - this.#holes;
  }

  /** Of all jobs that are kept. */
  get recipients(): number {
    return this.#recipients;
  }

  get dropped(): number {
    return this.#dropped;
  }

  reset(): void {
    this.#others.clear();
    this.#asked.clear();
    this.#inOrder = [];
    this.#holes = 0;
    this.#recipients = 0;
    this.#dropped = 0;
  }

  #makeHole(job: StoredJob): void {
    this.#recipients -= job.recipients.length;
    this.#dropped += 1;
    this.#holes += 1;
    delete this.#inOrder[this.#indexOf(job.firstNumber)]?.job;
    if (this.#holes < MAX_HOLES || this.#holes * 2 < this.#inOrder.length) return;
    this.#inOrder = this.#inOrder.filter(({ job }) => job !== undefined);
    this.#holes = 0;
  }

  /** Where the first job stands whose last message has this number or a higher one. */
  #indexOf(number: number): number {
    let low = 0;
    let high = this.#inOrder.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#inOrder[middle]?.endNumber ?? Infinity) <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
