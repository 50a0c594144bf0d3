import { CooperativeScheduler } from '../scheduling/cooperative-scheduler.ts';
import type { Clock } from '../vocabulary/ports.ts';
import type { LeftOut } from './recipient-outcomes.ts';
import type { PlannedSend, PlannedText } from './planned-send.ts';

/** A message that is one of several of a run. */
interface OneOfMany {
  readonly plan: PlannedSend;
  readonly message: { readonly sender: object; readonly message: Readonly<Record<string, unknown>> };
}

/** Takes those out of later messages who get the same text from the same sender by an earlier one already. */
export async function leaveOutRepeated(planned: readonly OneOfMany[], clock: Clock): Promise<void> {
  const scheduler = new CooperativeScheduler(clock);
  const repeated = new Map<PlannedSend, Map<number, LeftOut>>();
  for (const alike of groupsOf(planned)) {
    const seen = new Map<string, PlannedText[]>();
    let count = 0;
    for (const { plan } of alike) {
      const own = new Map<number, LeftOut>();
      repeated.set(plan, own);
      for (const one of plan.messages()) {
        const earlier = seen.get(one.identity);
        if (earlier === undefined) seen.set(one.identity, [one]);
        else if (isAmong(earlier, one)) own.set(one.index, REPEATED);
        else earlier.push(one);
        if (++count % AT_ONCE === 0 && scheduler.mustYield) await scheduler.yieldToHost();
      }
    }
  }
  for (const [plan, own] of repeated) plan.leaveOut(own);
}

const REPEATED: LeftOut = {
  reason: 'duplicate',
  detail: 'An earlier message of this run gives this recipient the same text.',
};
const AT_ONCE = 100;

function isAmong(earlier: readonly PlannedText[], { text }: PlannedText): boolean {
  const own = text();
  return earlier.some((other) => other.text() === own);
}

/** Messages that may read the same: of one sender, with everything equal but their text and where it finds its recipients. */
function groupsOf(planned: readonly OneOfMany[]): OneOfMany[][] {
  const bySender = new Map<object, Map<string, OneOfMany[]>>();
  for (const one of planned) {
    const { sender, message } = one.message;
    const groups = bySender.get(sender) ?? new Map<string, OneOfMany[]>();
    bySender.set(sender, groups);
    const rest = Object.entries(message).filter(([name]) => !OF_THE_TEXT.has(name));
    const key = JSON.stringify([one.plan.api, rest]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...bySender.values()].flatMap((groups) => [...groups.values()]).filter(({ length }) => length > 1);
}

const OF_THE_TEXT: ReadonlySet<string> = new Set(['message', 'messageKey', 'identityField']);
