import type { Recipients } from '../../recipients/recipients.ts';
import type { CooperativeScheduler } from '../../scheduling/cooperative-scheduler.ts';
import type { ResolvedGuards } from '../../vocabulary/guards.ts';
import type { LeftOut } from '../recipient-outcomes.ts';

/** Whom an app may not message at all, by index. Those who may never be messaged come first. */
export async function findBarred(
  { sendable, identities }: Recipients,
  { only, never }: Pick<ResolvedGuards, 'only' | 'never'>,
  scheduler: CooperativeScheduler,
): Promise<Map<number, LeftOut>> {
  const barred = new Map<number, LeftOut>();
  if (only === undefined && never === undefined) return barred;
  let count = 0;
  for (const index of sendable) {
    const identity = identities[index] ?? '';
    if (never?.has(identity) === true) barred.set(index, SUPPRESSED);
    else if (only?.has(identity) === false) barred.set(index, NOT_ALLOWED);
    if (++count % AT_ONCE === 0 && scheduler.mustYield) await scheduler.yieldToHost();
  }
  return barred;
}

const AT_ONCE = 100;

const SUPPRESSED: LeftOut = {
  reason: 'suppressed',
  detail: 'It is among those whom the app never messages.',
};
const NOT_ALLOWED: LeftOut = {
  reason: 'not_allowed',
  detail: 'It is not among those whom the app may message.',
};
