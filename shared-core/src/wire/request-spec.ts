import type { Carried } from '../text/carried.ts';

/** Which API scope a call needs (docs/kore-ai-api.md#authentication). */
export type Scope = 'notifications' | 'devices';

/** One call of the platform, ready to be signed and sent. Building it sends nothing. */
export interface RequestSpec<T> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the host, percent-encoded. */
  readonly path: string;
  /** JSON text. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly scope: Scope;
  /** Repeating it is safe. */
  readonly isRepeatable: boolean;
  /** The value of the answer; undefined if it is not an answer of this call. */
  readonly read: (body: unknown, carried?: Carried) => T | undefined;
}

/** An ID in a path or query. Half a surrogate pair cannot be encoded and becomes the replacement character. */
export function encodeId(id: string): string {
  if (/^[\w.-]*$/.test(id)) return id;
  return encodeURIComponent(id.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
}

/** Path of a call on a bot (docs/kore-ai-api.md#calls). */
export function botPath(botId: string, rest: string): string {
  return `/api/public/bot/${encodeId(botId)}/${rest}`;
}

/** Path of a device call (docs/kore-ai-api.md#calls). */
export function streamPath(botId: string, rest: string): string {
  return `/api/public/streams/${encodeId(botId)}/${rest}`;
}

/**
 * An object in an answer; undefined if it is not an object. Answers are read property by property: other properties can
 * be stranger than any schema says, and must not make an answer unreadable. A send with an unreadable answer is lost.
 */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
