import type { IncomingHttpHeaders } from 'node:http';
import type { Call } from '../calls.ts';

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
  /** Names in lower case. A token stands without its signature: `header.payload`. */
  headers: Record<string, string>;
  /** Payload of the token, if it could be read. */
  claims?: Record<string, unknown>;
  /** Parsed JSON, else the text; undefined without a body, or if it was dropped to save memory. */
  body: unknown;
  /** Undefined while there is no answer, and if the connection was reset instead. */
  answeredStatus?: number;
}

/** What is kept of a request: its body as text, which takes a fraction of the memory of the parsed one. */
export interface ReceivedEntry extends Omit<ReceivedRequest, 'body'> {
  bodyText?: string;
}

/** Bodies beyond this many characters in all are dropped, the oldest first; the requests stay listed. */
const MAX_BODY_CHARACTERS = 134_217_728;

/** Everything that arrived at the platform's side, up to a number of requests. */
export class ReceivedLog {
  readonly #max: number;
  #entries: ReceivedEntry[] = [];
  #lastNumber = 0;
  #bodyCharacters = 0;
  #bodiesDroppedTo = 0;

  constructor(max: number) {
    this.#max = max;
  }

  add(request: {
    call: Call | undefined;
    method: string;
    path: string;
    headers: IncomingHttpHeaders;
  }): ReceivedEntry {
    this.#lastNumber += 1;
    const { headers, claims } = withoutSignature(request.headers);
    const { call, method, path } = request;
    const entry: ReceivedEntry = { number: this.#lastNumber, at: Date.now(), call, method, path, headers };
    if (claims !== undefined) entry.claims = claims;
    this.#entries.push(entry);
    if (this.#entries.length > this.#max) this.#dropBody(this.#entries.shift());
    return entry;
  }

  setBody(entry: ReceivedEntry, text: string): void {
    entry.bodyText = text;
    this.#bodyCharacters += text.length;
    while (this.#bodyCharacters > MAX_BODY_CHARACTERS && this.#bodiesDroppedTo < entry.number) {
      const first = this.#entries[0]?.number ?? entry.number;
      this.#bodiesDroppedTo = Math.max(this.#bodiesDroppedTo + 1, first);
      this.#dropBody(this.#entries[this.#bodiesDroppedTo - first]);
    }
  }

  /** Those after a number, in order of arrival; with a limit, the latest of them. */
  list({ after = 0, limit = Infinity }: { after?: number; limit?: number } = {}): ReceivedRequest[] {
    const later = this.#entries.filter(({ number }) => number > after);
    return later.slice(Math.max(0, later.length - limit)).map(toRequest);
  }

  get total(): number {
    return this.#lastNumber;
  }

  reset(): void {
    this.#entries = [];
    this.#lastNumber = 0;
    this.#bodyCharacters = 0;
    this.#bodiesDroppedTo = 0;
  }

  #dropBody(entry: ReceivedEntry | undefined): void {
    if (entry?.bodyText === undefined) return;
    this.#bodyCharacters -= entry.bodyText.length;
    delete entry.bodyText;
  }
}

function toRequest({ bodyText, headers, ...entry }: ReceivedEntry): ReceivedRequest {
  return {
    ...entry,
    headers: { ...headers },
    body: bodyText === undefined ? undefined : parseBody(bodyText),
  };
}

/** JSON if it is, else the text itself. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const TOKEN_HEADERS = new Set(['auth', 'authorization']);

function withoutSignature(incoming: IncomingHttpHeaders): {
  headers: Record<string, string>;
  claims: Record<string, unknown> | undefined;
} {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming)) {
    const text = [value ?? ''].flat().join(', ');
    headers[name] = TOKEN_HEADERS.has(name) ? cutSignature(text) : text;
  }
  return { headers, claims: readClaims(headers['auth']) };
}

/** What is no token is not kept at all: people paste their secret there. */
function cutSignature(token: string): string {
  const parts = token.split('.');
  return parts.length < 3 ? '(not a token)' : parts.slice(0, 2).join('.');
}

function readClaims(token: string | undefined): Record<string, unknown> | undefined {
  const payload = token?.split('.')[1];
  if (payload === undefined) return undefined;
  const claims = parseBody(Buffer.from(payload, 'base64url').toString());
  return isRecord(claims) ? claims : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
