import type { Verdict } from './classify-failure.ts';

/** What may follow a failed attempt. */
export type Next =
  | 'give-up'
  | 'again-after-backoff'
  | 'again-when-the-window-frees'
  | 'again-with-a-fresh-token'
  | 'again-later';

/** What decides, beside the verdict. */
export interface AttemptState {
  /** Counted from 1, with the first; waiting for the limit does not count. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Repeating it is safe (status, list, subscribe, unsubscribe), or the user accepts that it may happen twice. */
  readonly isRepeatable: boolean;
  readonly hasRefreshedToken: boolean;
}

/** Row by row the table in docs/design.md#when-a-call-is-repeated. The caller makes the halves of a 413. */
export function nextAttempt(kind: Exclude<Verdict<never>['kind'], 'ok'>, state: AttemptState): Next {
  const hasAttempts = state.attempt < state.maxAttempts;
  switch (kind) {
    case 'not-sent':
      return hasAttempts ? 'again-after-backoff' : 'give-up';
    case 'limited':
      return 'again-when-the-window-frees';
    case 'refused-token':
      return state.hasRefreshedToken ? 'give-up' : 'again-with-a-fresh-token';
    case 'unavailable':
      return hasAttempts ? 'again-later' : 'give-up';
    case 'lost':
      return state.isRepeatable && hasAttempts ? 'again-after-backoff' : 'give-up';
    case 'too-large':
    case 'refused':
      return 'give-up';
  }
}
