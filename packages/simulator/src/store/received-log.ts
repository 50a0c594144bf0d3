import type { IncomingHttpHeaders } from 'node:http';
import type { Call } from '../calls.ts';
import type { MemoryBudget, Shelf } from './memory-budget.ts';
import { bytesOfText, ENTRY_BYTES } from './memory-budget.ts';
import { OldestFirst } from './oldest-first.ts';
import { parseBody } from './parse-body.ts';

/** A request as it came in, in the order of arrival. */
export interface ReceivedRequest {
  /** Counts from 1. */
  number: number;
  /** ms since 1970, by this machine's clock. */
  at: number;
  /** Undefined for a path or method that the platform does not have. */
  call: Call | undefined;
  method: string;
  /** With its query, as it was sent. */
  path: string;
  /** Names in lower case. A token stands without its signature: `header.payload`; of an encrypted one only the header. */
  headers: Record<string, string>;
  /** Payload of the token, if it could be read. */
  claims?: Record<string, unknown>;
  /** Parsed JSON, else the text; undefined without a body. */
  body: unknown;
  /** Undefined while there is no answer, and if the connection was reset instead. */
  answeredStatus?: number;
  /** The kind of the fault that met it. */
  fault?: string;
}

/** What is kept of a request: as text, which takes a fraction of the memory of what it is parsed to. */
export interface ReceivedEntry extends Omit<ReceivedRequest, 'body' | 'headers' | 'claims'> {
  /** JSON */
  headersText: string;
  /** JSON, of a token that was decrypted. */
  claimsText?: string;
  bodyText?: string;
  /** What it takes in memory. */
  bytes: number;
  /** When it came, as the memory's budget counts. */
  tick: number;
}

/** Everything that arrived at the platform's side, up to a number of requests. */
export class ReceivedLog implements Shelf {
  readonly #max: number;
  readonly #budget: MemoryBudget;
  readonly #entries = new OldestFirst<number, ReceivedEntry>();
  #lastNumber = 0;
  #bytes = 0;

  constructor(max: number, budget: MemoryBudget) {
    this.#max = max;
    this.#budget = budget;
    budget.add(this);
  }

  add(request: {
    call: Call | undefined;
    method: string;
    path: string;
    headers: IncomingHttpHeaders;
  }): ReceivedEntry {
    this.#lastNumber += 1;
    const { call, method, path } = request;
    const headersText = JSON.stringify(withoutSignature(request.headers));
    const entry: ReceivedEntry = {
      number: this.#lastNumber,
      at: Date.now(),
      call,
      method,
      path,
      headersText,
      bytes: 2 * ENTRY_BYTES + bytesOfText(path) + bytesOfText(headersText),
      tick: this.#budget.tick(),
    };
    this.#entries.set(entry.number, entry);
    this.#bytes += entry.bytes;
    if (this.#entries.size > this.#max) this.dropOldest();
    this.#budget.settle();
    return entry;
  }

  setBody(entry: ReceivedEntry, text: string): void {
    entry.bodyText = text;
    this.#grow(entry, text);
  }

  /** Keeps what an encrypted token said. */
  setClaims(entry: ReceivedEntry, claims: object): void {
    entry.claimsText = JSON.stringify(claims);
    this.#grow(entry, entry.claimsText);
  }

  /** In order of arrival. */
  list(): ReceivedRequest[] {
    return Array.from(this.#entries.values(), toRequest);
  }

  find(number: number): ReceivedEntry | undefined {
    return this.#entries.get(number);
  }

  /** Those with a higher number. */
  *oldestFirst(after = 0): Generator<ReceivedEntry> {
    const first = Math.max(after, this.dropped) + 1;
    for (let number = first; number <= this.#lastNumber; number += 1) yield* this.#entryAt(number);
  }

  /** Those with a lower number, the latest first. */
  *newestFirst(before = Infinity): Generator<ReceivedEntry> {
    const last = Math.min(before - 1, this.#lastNumber);
    for (let number = last; number > this.dropped; number -= 1) yield* this.#entryAt(number);
  }

  /** All that ever came in. */
  get total(): number {
    return this.#lastNumber;
  }

  /** How many are kept no more: those with the lowest numbers. */
  get dropped(): number {
    return this.#lastNumber - this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get oldestAt(): number | undefined {
    return this.#entries.oldest()?.[1].tick;
  }

  dropOldest(): void {
    const [number, entry] = this.#entries.oldest() ?? [];
    if (number === undefined || entry === undefined) return;
    this.#entries.delete(number);
    this.#bytes -= entry.bytes;
  }

  reset(): void {
    this.#entries.clear();
    this.#lastNumber = 0;
    this.#bytes = 0;
  }

  /** Counts a text that an entry got after it was added, if it is still kept. */
  #grow(entry: ReceivedEntry, text: string): void {
    if (this.#entries.get(entry.number) !== entry) return;
    const bytes = bytesOfText(text);
    entry.bytes += bytes;
    this.#bytes += bytes;
    this.#budget.settle();
  }

  #entryAt(number: number): ReceivedEntry[] {
    const entry = this.#entries.get(number);
    return entry === undefined ? [] : [entry];
  }
}

/** The request as it came in. */
export function toRequest(entry: ReceivedEntry): ReceivedRequest {
  const { number, at, call, method, path, headersText, claimsText, bodyText, answeredStatus, fault } = entry;
  const headers = JSON.parse(headersText) as Record<string, string>;
  const claims =
    claimsText === undefined
      ? readClaims(headers['auth'])
      : (JSON.parse(claimsText) as Record<string, unknown>);
  return {
    number,
    at,
    call,
    method,
    path,
    headers,
    ...(claims === undefined ? {} : { claims }),
    body: bodyText === undefined ? undefined : parseBody(bodyText),
    ...(answeredStatus === undefined ? {} : { answeredStatus }),
    ...(fault === undefined ? {} : { fault }),
  };
}

const TOKEN_HEADERS = new Set(['auth', 'authorization']);

function withoutSignature(incoming: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming)) {
    const text = [value ?? ''].flat().join(', ');
    headers[name] = TOKEN_HEADERS.has(name) ? cutSignature(text) : text;
  }
  return headers;
}

/** What is no token is not kept at all: people paste their secret there. */
function cutSignature(token: string): string {
  const parts = token.split('.');
  if (parts.length < 3) return '(not a token)';
  return parts.slice(0, parts.length === ENCRYPTED_PARTS ? 1 : 2).join('.');
}

const ENCRYPTED_PARTS = 5;

function readClaims(token: string | undefined): Record<string, unknown> | undefined {
  const payload = token?.split('.')[1];
  if (payload === undefined) return undefined;
  const claims = parseBody(Buffer.from(payload, 'base64url').toString());
  return isRecord(claims) ? claims : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
