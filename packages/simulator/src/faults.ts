import { validateHeaderName, validateHeaderValue } from 'node:http';
import { CALLS } from './calls.ts';
import type { Call } from './calls.ts';
import { compileSchema, describeErrors } from './schemas.ts';
import { FixedShelf } from './store/fixed-shelf.ts';
import type { MemoryBudget } from './store/memory-budget.ts';
import { bytesOfData, ENTRY_BYTES } from './store/memory-budget.ts';

/** Which calls a fault meets, and how often. */
export interface FaultTrigger {
  /** @default 'any', of the seven */
  call?: Call | 'any' | 'sends';
  /** How many calls it meets. @default 1, or without end if it has a probability */
  times?: number;
  /** Lets this many matching calls pass first. @default 0 */
  after?: number;
  /** Meets a matching call only now and then: 0 to 1. @default 1 */
  probability?: number;
}

/** What goes wrong. */
export type FaultEffect =
  /** Answered instead of processed. */
  | { kind: 'answer'; status: number; body?: unknown; headers?: Record<string, string> }
  /** Answered late; `process: 'after'` also processes late. */
  | { kind: 'delay'; ms: number; process?: 'before' | 'after' }
  /** Connection reset, nothing processed. */
  | { kind: 'reset-before' }
  /** Processed, then the connection is reset without an answer. */
  | { kind: 'reset-after' }
  /** Processed, and the answer cannot be used: it ends half-way, is no JSON, or is larger than 5 MB. */
  | { kind: 'truncated-body' | 'non-json-body' | 'oversized-body' }
  /** Refused in the platform's words for this limit (docs/kore-ai-api.md#limits); `old` is the older wording. */
  | { kind: 'limit'; window: 'minute' | 'hour' | 'old'; headers?: Record<string, string> };

/** A scripted fault: data, so that it can be set from anywhere. */
export type Fault = FaultTrigger & FaultEffect;

/** Longer than this, a timer of Node fires at once. */
const MAX_DELAY_MS = 2_147_483_647;

const headersSchema = { type: 'object', additionalProperties: { type: 'string' } };

function faultSchema(kind: string | string[], effect: Record<string, object>, required: string[] = []) {
  return {
    type: 'object',
    properties: {
      kind: { enum: [kind].flat() },
      call: { enum: [...CALLS, 'any', 'sends'] },
      times: { type: 'integer', minimum: 1 },
      after: { type: 'integer', minimum: 0 },
      probability: { type: 'number', minimum: 0, maximum: 1 },
      ...effect,
    },
    required: ['kind', ...required],
    additionalProperties: false,
  };
}

const EFFECTS: Record<Fault['kind'], object> = {
  answer: faultSchema(
    'answer',
    { status: { type: 'integer', minimum: 200, maximum: 599 }, body: {}, headers: headersSchema },
    ['status'],
  ),
  delay: faultSchema(
    'delay',
    { ms: { type: 'number', minimum: 0, maximum: MAX_DELAY_MS }, process: { enum: ['before', 'after'] } },
    ['ms'],
  ),
  'reset-before': faultSchema('reset-before', {}),
  'reset-after': faultSchema('reset-after', {}),
  'truncated-body': faultSchema('truncated-body', {}),
  'non-json-body': faultSchema('non-json-body', {}),
  'oversized-body': faultSchema('oversized-body', {}),
  limit: faultSchema('limit', { window: { enum: ['minute', 'hour', 'old'] }, headers: headersSchema }, [
    'window',
  ]),
};

/** One fault or a list of them: for the document; `readFault` says what is wrong with one. */
export const FAULTS_SCHEMA = {
  oneOf: [...Object.values(EFFECTS), { type: 'array', items: { oneOf: Object.values(EFFECTS) } }],
};

const FAULT_KINDS = Object.keys(EFFECTS) as Fault['kind'][];

/**
 * Makes sure that a value from outside is a fault.
 * @throws TypeError that says what is wrong with it
 */
export function readFault(value: unknown): Fault {
  const kind = FAULT_KINDS.find((known) => (value as Partial<Fault> | null)?.kind === known);
  if (kind === undefined) throw new TypeError(`A fault needs a kind: one of ${FAULT_KINDS.join(', ')}.`);
  const validate = compileSchema(EFFECTS[kind]);
  if (!validate(value)) {
    const problems = describeErrors(validate.errors).join('; ');
    throw new TypeError(`This fault of the kind ${kind} cannot be used: ${problems}.`);
  }
  const fault = value as Fault;
  if ('headers' in fault) checkHeaders(fault.headers ?? {});
  return fault;
}

/** @throws TypeError for a header that cannot be sent */
function checkHeaders(headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    if (name.toLowerCase() === 'trailer')
      throw new TypeError('The header trailer is not allowed in a fault.');
  }
}

/** A fault and what is left of it. */
export interface PendingFault {
  fault: Fault;
  skipsLeft: number;
  /** Infinity for one without end. */
  timesLeft: number;
}

interface KeptFault extends PendingFault {
  bytes: number;
}

/** The faults to come, in the order in which they were set. */
export class FaultScript {
  #pending: KeptFault[] = [];
  readonly #seed: number;
  readonly #shelf: FixedShelf;
  #random: () => number;

  constructor(seed: number, budget: MemoryBudget) {
    this.#seed = seed;
    this.#shelf = new FixedShelf(budget, 'faults');
    this.#random = seededRandom(seed);
  }

  /** @throws TypeError that says what is wrong with it, or that the faults take too much memory */
  add(fault: Fault): void {
    const checked = structuredClone(readFault(fault));
    const timesLeft = checked.times ?? (checked.probability === undefined ? 1 : Infinity);
    const bytes = ENTRY_BYTES + bytesOfData(checked);
    this.#shelf.resize(this.#shelf.bytes + bytes);
    this.#pending.push({ fault: checked, skipsLeft: checked.after ?? 0, timesLeft, bytes });
  }

  clear(): void {
    this.#pending = [];
    this.#shelf.resize(0);
    this.#random = seededRandom(this.#seed);
  }

  list(): PendingFault[] {
    return this.#pending.map(({ fault, skipsLeft, timesLeft }) => ({ fault, skipsLeft, timesLeft }));
  }

  /** The fault that meets this call, if any. Every matching fault counts the call as passed, also one that comes later. */
  take(call: Call): Fault | undefined {
    let taken: KeptFault | undefined;
    for (const pending of this.#pending) {
      if (!matches(pending.fault, call)) continue;
      if (pending.skipsLeft > 0) pending.skipsLeft -= 1;
      else if (taken === undefined && this.#random() < (pending.fault.probability ?? 1)) taken = pending;
    }
    if (taken === undefined) return undefined;
    taken.timesLeft -= 1;
    if (taken.timesLeft === 0) {
      this.#pending = this.#pending.filter((pending) => pending !== taken);
      this.#shelf.resize(this.#shelf.bytes - taken.bytes);
    }
    return taken.fault;
  }
}

function matches({ call = 'any' }: Fault, actual: Call): boolean {
  if (call === 'any') return true;
  if (call === 'sends') return actual === 'send' || actual === 'sendV2';
  return call === actual;
}

/** Mulberry32: small, and good enough to scatter faults the same way in each run. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
