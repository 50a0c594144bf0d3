import { describeError, type ErrorCode, type ErrorInfo } from '../vocabulary/errors.ts';
import {
  type Api,
  NO_COUNTS,
  type Outcome,
  type OutcomeCounts,
  OUTCOMES,
  type UnsentReason,
} from '../vocabulary/outcomes.ts';
import type { RecipientReport, RequestReport } from '../vocabulary/reports.ts';

/** A request while it is under way: what its report will say. */
export interface RequestRecord {
  readonly api: Api;
  /** Indices of its recipients, in order. */
  readonly indices: Uint32Array;
  outcome: RequestReport['outcome'];
  attempts: number;
  requestId?: string;
  reason?: UnsentReason | ErrorCode;
  error?: ErrorInfo;
  jobStatus?: string;
  percentageComplete?: number;
  isFinal: boolean;
}

/** Why a recipient has the outcome it has. */
export type RecipientReason = Pick<
  RecipientReport,
  'reason' | 'detail' | 'hint' | 'duplicateOf' | 'requestId' | 'sentAt'
>;

/** Why one that nothing is wrong with is not sent. */
export type LeftOut = RecipientReason & { readonly reason: UnsentReason };

/** Keeps the outcome of every recipient of a run: `unsent` until its request says otherwise, so nobody is without one. */
export class RecipientOutcomes {
  readonly #identities: readonly string[];
  readonly #whyUnsent: (index: number) => RecipientReason | undefined;
  /** By index, the place of its outcome in `OUTCOMES`. */
  readonly #outcomes: Uint8Array;
  /** By index, the number of its request, counted from 1; 0 if there is none. */
  readonly #requests: Uint32Array;
  readonly #records: RequestRecord[] = [];
  readonly #ownReasons = new Map<number, RecipientReason>();
  #requestReasons: Map<RequestRecord, RecipientReason> | undefined;
  readonly #counts: Record<Outcome, number>;

  /** `whyUnsent`: the reason of a recipient that is in no request. */
  constructor(
    identities: readonly string[],
    whyUnsent: (index: number) => RecipientReason | undefined = () => undefined,
  ) {
    this.#identities = identities;
    this.#whyUnsent = whyUnsent;
    this.#outcomes = new Uint8Array(identities.length).fill(UNSENT);
    this.#requests = new Uint32Array(identities.length);
    this.#counts = { ...NO_COUNTS, unsent: identities.length };
  }

  /** Outcomes so far; their sum is the number of recipients. */
  get counts(): OutcomeCounts {
    return { ...this.#counts };
  }

  /** A reason of its own for a recipient, instead of its request's. */
  note(index: number, why: RecipientReason): void {
    this.#ownReasons.set(index, why);
  }

  /** An outcome that no request of this run gives a recipient. */
  decide(index: number, outcome: Outcome, why: RecipientReason): void {
    this.#move(index, outcome);
    this.#ownReasons.set(index, why);
  }

  hasNote(index: number): boolean {
    return this.#ownReasons.has(index);
  }

  /** All recipients of a request have the outcome of the request. */
  settle(record: RequestRecord): void {
    const number = this.#records.push(record);
    for (const index of record.indices) {
      this.#requests[index] = number;
      this.#move(index, record.outcome);
    }
  }

  /** The platform's log tells about one recipient of an accepted request; `why` is of one that is not delivered. */
  tell(index: number, isDelivered: boolean, why: Pick<RecipientReason, 'detail' | 'hint'> = {}): void {
    this.#move(index, isDelivered ? 'delivered' : 'undelivered');
    if (isDelivered) this.#ownReasons.delete(index);
    else this.#ownReasons.set(index, { reason: 'not_delivered', ...why });
  }

  outcomeOf(index: number): Outcome | undefined {
    return OUTCOMES[this.#outcomes[index] ?? -1];
  }

  /** One entry a recipient, by index, of a part of them; of all, if nothing is said. */
  report(from = 0, to = this.#identities.length): RecipientReport[] {
    const end = Math.min(to, this.#identities.length);
    const reports = new Array<RecipientReport>(Math.max(0, end - from));
    for (let index = from; index < end; index++) reports[index - from] = this.#reportOne(index);
    return reports;
  }

  #reportOne(index: number): RecipientReport {
    const identity = this.#identities[index] ?? '';
    const outcome = this.outcomeOf(index) ?? 'unsent';
    const record = this.#recordOf(index);
    const requestId = record?.requestId;
    const why = this.#whyOf(index, outcome, record);
    // Nearly all of a million look like this, and in one piece they take the least memory.
    if (requestId !== undefined && why === undefined) return { index, identity, outcome, requestId };
    return { index, identity, outcome, ...(requestId === undefined ? {} : { requestId }), ...why };
  }

  #recordOf(index: number): RequestRecord | undefined {
    return this.#records[(this.#requests[index] ?? 0) - 1];
  }

  #whyOf(index: number, outcome: Outcome, record: RequestRecord | undefined): RecipientReason | undefined {
    const own = this.#ownReasons.get(index);
    if (own !== undefined || outcome === 'delivered') return own;
    if (record === undefined) return this.#whyUnsent(index);
    if (outcome === 'accepted' && record.error === undefined) return undefined;
    this.#requestReasons ??= new Map();
    const why = this.#requestReasons.get(record) ?? whyOf(record);
    this.#requestReasons.set(record, why);
    return why;
  }

  #move(index: number, outcome: Outcome): void {
    const before = this.outcomeOf(index);
    if (before === undefined) throw new RangeError(`There is no recipient ${index}.`);
    this.#counts[before]--;
    this.#counts[outcome]++;
    this.#outcomes[index] = OUTCOMES.indexOf(outcome);
  }
}

const UNSENT = OUTCOMES.indexOf('unsent');

function whyOf({ reason, error }: RequestRecord): RecipientReason {
  return {
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { detail: describeError(error) }),
  };
}

/** Order of requests by their recipients. */
export function byFirstRecipient(one: RequestRecord, other: RequestRecord): number {
  return (one.indices[0] ?? 0) - (other.indices[0] ?? 0);
}

/** The report of a request, by its position in that order. */
export function reportRequest({ indices, ...record }: RequestRecord, position: number): RequestReport {
  const firstIndex = indices[0] ?? 0;
  const lastIndex = indices.at(-1) ?? 0;
  return {
    number: position + 1,
    ...record,
    recipientCount: indices.length,
    firstIndex,
    lastIndex,
    ...(lastIndex - firstIndex + 1 === indices.length ? {} : { indices: [...indices] }),
  };
}
