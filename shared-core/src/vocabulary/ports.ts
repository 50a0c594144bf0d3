import type { DayCount } from './guards.ts';

/**
 * What the core needs from its host. Contracts only: adapters for Node are in `./node`, fakes in `./testing`. The whole
 * contract of each port, with its reasons: docs/another-host.md#ports.
 */

/** Stops work early. An `AbortSignal` is one. */
export interface CancelSignal {
  /** True from the moment of the abort on. */
  readonly aborted: boolean;
  /** Calls the listener once, when it aborts. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** The listener is not called any more. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** One HTTP request, complete except for the connection. */
export interface HttpRequest {
  /** Send it with this method, also a DELETE with a body. */
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Absolute, with everything percent-encoded. */
  readonly url: string;
  /** Names in lower case. Among them the token, in `auth`. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body?: string;
  /** From the call to the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the request at once when it aborts. */
  readonly signal?: CancelSignal;
}

/** The platform answered; any status. */
export interface HttpAnswer {
  /** Tells it from a failure. */
  readonly kind: 'answer';
  /** HTTP status, 100 to 599; a redirect too. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Decompressed text. */
  readonly body: string;
}

/**
 * No usable answer. `not-sent`: not one byte of the request can have reached the platform (DNS, refused, TLS, connect
 * timeout); the core sends it again. `lost`: it may have (reset, timeout after writing, answer too large); the core
 * never repeats a lost send. When in doubt an adapter says `lost`: docs/another-host.md#not-sent-against-lost.
 */
export interface HttpFailure {
  /** Decides whether the request may be repeated. */
  readonly kind: 'not-sent' | 'lost';
  /** What happened, as a sentence for the user; never a header, body or secret. */
  readonly reason: string;
  /** What to do about it, as a sentence. @default general advice */
  readonly hint?: string;
  /** If the adapter itself ended the request: by its timeout, by the signal, or because the answer was too large. */
  readonly endedBy?: 'timeout' | 'cancel' | 'size';
}

/** Sends one request, once. */
export interface Http {
  /** Never rejects, never follows a redirect, never retries. */
  send(request: HttpRequest): Promise<HttpAnswer | HttpFailure>;
}

/** What identifies a request, whatever token it carries. */
export type RequestIdentity = Pick<HttpRequest, 'method' | 'url' | 'body'>;

/** What is known of something that must not be sent twice. */
export interface JournalNote {
  /**
   * `sending`: a request with it leaves, and its end is not noted yet. `accepted`: the platform took it. `unknown`: no
   * response was received. `cleared`: it was not sent, or was refused, so it may be sent.
   */
  readonly state: 'sending' | 'accepted' | 'unknown' | 'cleared';
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Kore.ai's ID of the request; with `accepted`. */
  readonly requestId?: string;
  /** The whole answer, for a host that runs the same send again: the core then reads it from here. */
  readonly answer?: HttpAnswer | HttpFailure;
  /** A hash of the recipient's own part of the message; in the count of a day, how many to add. @default it has none */
  readonly content?: string;
}

/** The same note for several keys at once. */
export interface JournalNotes extends Omit<JournalNote, 'content'> {
  /** The `content` of each key, in their order; an empty text for none. @default none has any */
  readonly contents?: readonly string[];
}

/** One page of a journal: what was sent under one key. */
export interface JournalPage {
  /** A short key that does not reveal the subject. Notes are stored under it. */
  keyOf(subject: string): string;
  /** The last note of a key; undefined if there is none. */
  recall(key: string): JournalNote | undefined;
  /** Resolves once the notes are stored durably. @throws KoreNotifyError `journal_failed`, if they cannot be stored */
  note(keys: readonly string[], note: JournalNotes): Promise<void>;
}

/** A page that can list its keys: nobody knows beforehand how many messages one recipient was sent. */
export interface OncePage extends JournalPage {
  /** Every key with a note, in any order; others may be among them. */
  keys(): Iterable<string>;
}

/** Which page to open. */
export interface JournalScope {
  /** For example `https://platform.kore.ai`. */
  readonly origin: string;
  /** Bot ID. */
  readonly botId: string;
  /** The user's name for what is sent once. */
  readonly key: string;
  /** Minimum time for which notes are kept, in milliseconds. */
  readonly keepMs: number;
}

/** Remembers what was sent, beyond a run or the process. Nothing is forgotten within its time. */
export interface Journal {
  /** Opens a page; the core lets one send at a time use it. @throws KoreNotifyError `journal_failed` */
  open(scope: JournalScope): Promise<OncePage>;
}

/** Time and randomness. */
export interface Clock {
  /**
   * Wall time, in milliseconds since 1970: for tokens, dates of the platform, and what people read. It can jump at any
   * moment, so no interval is measured with it.
   */
  now(): number;
  /** Monotonic time, in milliseconds with fractions, from any origin: for every interval. Never goes back. */
  elapsedMs(): number;
  /** Resolves after `ms` milliseconds, or at once when the signal aborts; never rejects. */
  sleep(ms: number, signal?: CancelSignal): Promise<void>;
  /** Resolves after other work that was waiting in the event loop. Never rejects. */
  turn(): Promise<void>;
  /** A random number, at least 0 and less than 1. */
  random(): number;
}

/** Claims of the token (docs/kore-ai-api.md#authentication). */
export interface TokenClaims {
  /** Client ID of the app. */
  readonly appId: string;
  /** A user identity. */
  readonly sub: string;
  /** Seconds since 1970. */
  readonly iat: number;
  /** Seconds since 1970. */
  readonly exp: number;
  /** Unique per token; only if the app enforces it. */
  readonly jti?: string;
}

/** Makes tokens: signs their claims, or encrypts them for an app with "Enforce JWE"; holds algorithm and key. */
export interface Signer {
  /**
   * The compact JWT with exactly these claims: of three parts if it is signed, of five if it is encrypted. Throws or rejects
   * with a message that does not contain the key.
   */
  sign(claims: TokenClaims): string | Promise<string>;
  /**
   * Texts that must never be shown: this token as it is on the wire, and the key; of a public key the modulus. Called only
   * before text of somebody else is shown; never throws. @default the token
   */
  hides?(token: string): readonly string[];
}

/** The log of the host. */
export interface Logger {
  /** Details never hold a secret, a token or a message text. Exceptions are ignored. */
  log(level: 'debug' | 'info' | 'warn', message: string, details?: Readonly<Record<string, unknown>>): void;
}

/** Everything a client is given. */
export interface Ports {
  /** Sends requests. */
  readonly http: Http;
  /** Time and randomness. */
  readonly clock: Clock;
  /** Makes tokens. */
  readonly signer: Signer;
  /** Log of the host. @default nothing is logged */
  readonly logger?: Logger;
  /** What earlier tries of the same run sent, if the host runs a whole send again. @default every try is the first */
  readonly memory?: JournalPage;
  /** For sends with `once`. @default a send with `once` is refused */
  readonly journal?: Journal;
  /** Whom the app messaged today, for `perDay` of its guards. @default the client counts for itself */
  readonly dayCount?: DayCount;
}
