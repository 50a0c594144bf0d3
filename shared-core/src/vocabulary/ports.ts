/**
 * What the core needs of its host. Contracts only; adapters for Node stand in `./node`, fakes in `./testing`.
 */

/** A way to stop work early; an `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** One HTTP request, complete but for the connection. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Absolute, with everything percent-encoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
  /** From the call to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal?: CancelSignal;
}

/** The platform answered; any status. */
export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * No usable answer. `not-sent`: the request certainly never reached the platform (DNS, refused, TLS, connect time-out).
 * `lost`: it may have (reset, time-out after writing, answer over the size cap). When in doubt an adapter says `lost`.
 */
export interface HttpFailure {
  readonly kind: 'not-sent' | 'lost';
  /** What happened, in words for the user; never a header, body or secret. */
  readonly reason: string;
  /** What to do about it, where the reason calls for more than the general advice; a sentence. */
  readonly hint?: string;
  /** What of ours ended the request: its time-out, the cancel signal, or the size of the answer. */
  readonly endedBy?: 'timeout' | 'cancel' | 'size';
}

/** Sends one request, once. Never rejects, never follows a redirect, never retries. */
export interface Http {
  send(request: HttpRequest): Promise<HttpAnswer | HttpFailure>;
}

/** What tells one request from another, whatever token it carries. */
export type RequestIdentity = Pick<HttpRequest, 'method' | 'url' | 'body'>;

/**
 * What is known of something that must not be sent twice. `sending`: a request with it leaves, and nobody has noted yet
 * how it ended. `accepted`: the platform took it. `unknown`: the answer was lost. `cleared`: it was not sent, or was
 * refused, so it may be sent.
 */
export interface JournalNote {
  readonly state: 'sending' | 'accepted' | 'unknown' | 'cleared';
  /** Milliseconds since 1970. */
  readonly at: number;
  /** With `accepted`. */
  readonly requestId?: string;
  /** The whole answer, for a run that is made again and wants to be given it once more. */
  readonly answer?: HttpAnswer | HttpFailure;
}

/** One page of a journal: what was sent under one name. */
export interface JournalPage {
  /** Short, and tells nothing of the text: what notes are kept under. */
  keyOf(subject: string): string;
  /** The last note of a key. */
  recall(key: string): JournalNote | undefined;
  /** Resolves once it is kept for good. Rejects with KoreNotifyError `journal_failed` if it cannot be kept. */
  note(keys: readonly string[], note: JournalNote): Promise<void>;
}

/** Which page to open. */
export interface JournalScope {
  readonly origin: string;
  readonly botId: string;
  /** The user's name for what is sent once. */
  readonly key: string;
  /** How long notes are kept at least, in milliseconds. */
  readonly keepMs: number;
}

/** Keeps what was sent where it outlives a run, or the process: nothing is forgotten within its time. */
export interface Journal {
  /** Opens a page; the core lets one send at a time use it. Rejects with KoreNotifyError `journal_failed`. */
  open(scope: JournalScope): Promise<JournalPage>;
}

/** Time and chance. */
export interface Clock {
  /**
   * Wall time, in milliseconds since 1970: for the claims of a token, dates of the platform, and what people read. It can be
   * set forward or back at any moment, so no interval is measured with it.
   */
  now(): number;
  /** Monotonic time, in milliseconds from any origin, with fractions: for every interval. Never goes back. */
  elapsedMs(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal?: CancelSignal): Promise<void>;
  /** Resolves after the host had its turn: what else was waiting in its event loop is done. Never rejects. */
  turn(): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}

/** Claims of the token (docs/kore-ai-api.md#authentication). */
export interface TokenClaims {
  /** Client id of the app. */
  readonly appId: string;
  readonly sub: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** Seconds since 1970. */
  readonly exp: number;
  readonly jti?: string;
}

/** Turns claims into a signed token; holds algorithm and key. Rejects with a message that names no key. */
export interface Signer {
  sign(claims: TokenClaims): string | Promise<string>;
  /**
   * What must never be shown of this token that it signed: the token as it is on the wire, and the key. Asked only when the
   * words of somebody else are to be shown; never throws. @default the token
   */
  hides?(token: string): readonly string[];
}

/** Where the core says what it does. Details never hold a secret, a token or a message text. */
export interface Logger {
  log(level: 'debug' | 'info' | 'warn', message: string, details?: Readonly<Record<string, unknown>>): void;
}

/** Everything a client is given. */
export interface Ports {
  readonly http: Http;
  readonly clock: Clock;
  readonly signer: Signer;
  readonly logger?: Logger;
  /** What earlier tries of the same run did, where a host runs a whole send again. @default every try is the first */
  readonly memory?: JournalPage;
  /** For sends with `once`. @default none can be made */
  readonly journal?: Journal;
}
