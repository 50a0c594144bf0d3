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
  /** True if our own time-out or the cancel signal ended the request. */
  readonly endedBy?: 'timeout' | 'cancel';
}

/** Sends one request, once. Never rejects, never follows a redirect, never retries. */
export interface Http {
  send(request: HttpRequest): Promise<HttpAnswer | HttpFailure>;
}

/** What tells one request from another, whatever token it carries. */
export type RequestIdentity = Pick<HttpRequest, 'method' | 'url' | 'body'>;

/**
 * What earlier tries of the same run did, where a host runs a whole send again. Only calls that must not happen twice are
 * remembered, and each is asked for before anything is waited for, signed or cancelled.
 */
export interface Memory {
  /**
   * The next answer that an earlier try got to this very request and that this try was not told yet. An answer that this
   * try remembered itself is none: two equal requests of one try are meant twice.
   */
  recall(request: RequestIdentity): HttpAnswer | HttpFailure | undefined;
  /** Keeps what a request of this try came to. */
  remember(request: RequestIdentity, result: HttpAnswer | HttpFailure): void;
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

/** Claims of the token (spec section 2). */
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
  /** @default every try is the first */
  readonly memory?: Memory;
}
