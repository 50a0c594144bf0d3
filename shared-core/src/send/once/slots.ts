import { CooperativeScheduler } from '../../scheduling/cooperative-scheduler.ts';
import type { Clock, JournalNote, OncePage } from '../../vocabulary/ports.ts';
import type { SendDraft } from '../draft.ts';
import { parametersOf } from '../../recipients/duplicates.ts';

/** What each recipient of a send is noted under, by index. */
export interface Slots {
  readonly keys: readonly string[];
  /** What a recipient gets beside the main message, as the journal holds it; an empty text for nothing. */
  readonly contents: readonly string[];
}

/** A message for somebody who gets several, or got some already. */
interface Message {
  readonly index: number;
  readonly content: string;
}

/** A place that one message to somebody has in the journal. */
interface Slot {
  readonly key: string;
  readonly note: JournalNote | undefined;
}

/**
 * Finds the slot of each message that a draft would send. Somebody has as many slots as messages that he was to get: a
 * message has the slot with its content, else one of those that are left over, since its text was edited, else a new one.
 */
export async function findSlots(draft: SendDraft, page: OncePage, clock: Clock): Promise<Slots> {
  const { sendable, identities, canonical } = draft.recipients;
  const scheduler = new CooperativeScheduler(clock);
  const further = await furtherSlots(page, scheduler);
  const contents = await readContents(draft, page, scheduler);
  const byIdentity = new Map<string, number[]>();
  for (const index of sendable) {
    const identity = canonical(identities[index] ?? '');
    const same = byIdentity.get(identity);
    if (same === undefined) byIdentity.set(identity, [index]);
    else same.push(index);
  }
  const keys = new Array<string>(identities.length).fill('');
  let count = 0;
  for (const [identity, indices] of byIdentity) {
    const first = page.keyOf(JSON.stringify({ channel: draft.channel, identity }));
    const numbers = further.get(first);
    // Nearly everybody: one message, one slot.
    if (indices.length === 1 && numbers === undefined) keys[indices[0] ?? 0] = first;
    else {
      const slots = [0, ...(numbers ?? [])].map((number) => slotOf(page, first, number));
      const messages = indices.map((index) => ({ index, content: contents[index] ?? '' }));
      const found = matchSlots(messages, slots.filter(isNoted));
      const free = freeKeys(first, new Set([...found.values()]));
      for (const { index } of messages) keys[index] = found.get(index) ?? free.next().value;
    }
    if (++count % AT_ONCE === 0 && scheduler.mustYield) await scheduler.yieldToHost();
  }
  return { keys, contents };
}

/** Slots beyond the first of those who have some, by the key of the first: their numbers in order. */
async function furtherSlots(page: OncePage, scheduler: CooperativeScheduler): Promise<Map<string, number[]>> {
  const numbers = new Map<string, number[]>();
  let count = 0;
  for (const key of page.keys()) {
    const end = key.lastIndexOf(SEPARATOR);
    const number = end < 0 ? NaN : Number(key.slice(end + 1));
    if (Number.isInteger(number) && number > 0) {
      const first = key.slice(0, end);
      const own = numbers.get(first);
      if (own === undefined) numbers.set(first, [number]);
      else own.push(number);
    }
    if (++count % AT_ONCE === 0 && scheduler.mustYield) await scheduler.yieldToHost();
  }
  for (const own of numbers.values()) own.sort((one, other) => one - other);
  return numbers;
}

/** Each hash is one of the recipient too: nobody can see who gets the same. */
async function readContents(
  { api, channel, recipients }: SendDraft,
  page: OncePage,
  scheduler: CooperativeScheduler,
): Promise<string[]> {
  const { sendable, identities, wire, canonical } = recipients;
  const contents = new Array<string>(identities.length).fill('');
  // All get the same.
  if (api === 'v1') return contents;
  for (const [position, index] of sendable.entries()) {
    const content = parametersOf(wire.at(position));
    if (content !== '')
      contents[index] = page.keyOf(
        JSON.stringify({ channel, identity: canonical(identities[index] ?? ''), content }),
      );
    if (position % AT_ONCE === 0 && scheduler.mustYield) await scheduler.yieldToHost();
  }
  wire.close();
  return contents;
}

function slotOf(page: OncePage, first: string, number: number): Slot {
  const key = keyOf(first, number);
  return { key, note: page.recall(key) };
}

function keyOf(first: string, number: number): string {
  return number === 0 ? first : `${first}${SEPARATOR}${number}`;
}

/** Stands in no hash. */
const SEPARATOR = '/';

interface NotedSlot extends Slot {
  readonly note: JournalNote;
}

function isNoted(slot: Slot): slot is NotedSlot {
  return slot.note !== undefined;
}

/** By index of the message, the key of the slot that is its own already. */
function matchSlots(messages: readonly Message[], slots: readonly NotedSlot[]): Map<number, string> {
  const found = new Map<number, string>();
  const byContent = new Map(
    slots.map((slot) => [slot.note.content ?? '', slot]).reverse() as [string, Slot][],
  );
  const left = new Set<Slot>(slots);
  for (const { index, content } of messages) {
    const slot = byContent.get(content);
    if (slot === undefined || !left.delete(slot)) continue;
    found.set(index, slot.key);
  }
  // What was sent, or may have been, under another text: nobody gets it again because a word was mended.
  const edited = slots.filter((slot) => left.has(slot) && slot.note.state !== 'cleared').values();
  for (const { index } of messages) {
    if (found.has(index)) continue;
    const slot = edited.next().value;
    if (slot === undefined) break;
    found.set(index, slot.key);
  }
  return found;
}

/** Keys of slots that no message has, in order: those whose message was never sent, then new ones. */
function* freeKeys(first: string, taken: ReadonlySet<string>): Generator<string, never> {
  for (let number = 0; ; number++) {
    const key = keyOf(first, number);
    if (!taken.has(key)) yield key;
  }
}

const AT_ONCE = 1_000;
