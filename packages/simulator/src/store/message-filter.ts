import type { InboxMessage, StoredJob } from './job.ts';
import { readRecipient } from './job.ts';
import type { JobBook, MessageAt } from './job-book.ts';
import { renderMessage } from './render-message.ts';

/** What messages to show. All that is given must fit. */
export interface MessageFilter {
  /** Exactly this channel. */
  channel?: string | undefined;
  /** Exactly this recipient. */
  recipient?: string | undefined;
  outcome?: InboxMessage['outcome'] | undefined;
  /** Somewhere in the recipient or the text, in any case. */
  search?: string | undefined;
}

/** Longer texts are searched up to here. */
const MAX_SEARCHED_CHARACTERS = 16_384;

/** Tells which messages fit; undefined if all do. */
export function createMessageFilter(
  jobs: JobBook,
  { channel, recipient, outcome, search }: MessageFilter,
): ((message: MessageAt) => boolean) | undefined {
  const tests: ((message: MessageAt) => boolean)[] = [];
  if (channel !== undefined) tests.push(({ job }) => job.channel === channel);
  if (recipient !== undefined)
    tests.push(({ job, index }) => readRecipient(job.recipients[index] ?? '').identity === recipient);
  if (outcome !== undefined) tests.push(({ job, index }) => jobs.outcomeOf(job, index) === outcome);
  if (search !== undefined && search !== '') tests.push(createSearch(search.toLowerCase()));
  return tests.length === 0 ? undefined : (message) => tests.every((fits) => fits(message));
}

function createSearch(wanted: string): (message: MessageAt) => boolean {
  // Recipients without words of their own all get the same text: it is made once a job.
  let known: StoredJob | undefined;
  let isInText = false;
  return ({ job, index }) => {
    const kept = job.recipients[index] ?? '';
    const recipient = readRecipient(kept);
    if (recipient.identity.toLowerCase().includes(wanted)) return true;
    const isPlain = recipient.customMessage === undefined && recipient.parameters === undefined;
    if (isPlain && known === job) return isInText;
    const { text } = renderMessage(job.message, recipient, MAX_SEARCHED_CHARACTERS);
    const isFound = text.toLowerCase().includes(wanted);
    if (isPlain) [known, isInText] = [job, isFound];
    return isFound;
  };
}
