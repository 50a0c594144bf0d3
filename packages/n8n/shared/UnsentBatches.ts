import type { IDataObject } from 'n8n-workflow';
import { bound, isKoreNotifyError, KoreNotifyError, type Problem, quoteValue } from './core';
import type { BadItem } from './ReadItems';
import { badInput, hasErrorOutput, itemOf, problemsOf, type Row, whyOf } from './Rows';
import { type Batch, type BatchEnd, inputOf, keepsItems, sendOptionsOf, type SendRun } from './SendBatches';

/** What becomes of batches and recipients that nothing is wrong with. */
const OTHERS_ARE_BAD = 'Nothing was sent, since something is wrong with others.';

/**
 * Nothing is sent for any item if something is wrong with one: then every batch ends with what is wrong with it.
 * A single batch is checked by its own send.
 */
export async function findBadBatches({
  context,
  kind,
  batches,
  clients,
}: SendRun): Promise<BatchEnd[] | undefined> {
  if (batches.length < 2) return undefined;
  const bad = new Map<Batch, unknown>();
  for (const batch of batches) {
    const client = clients.get(batch.account);
    if (client === undefined) continue;
    try {
      await kind.check(client, inputOf(batch), sendOptionsOf(context, batch.options));
    } catch (error) {
      bad.set(batch, error);
    }
  }
  if (bad.size === 0) return undefined;
  const others = new KoreNotifyError({ code: 'invalid_input', message: OTHERS_ARE_BAD });
  return batches.map((batch) => ({ batch, failure: bad.get(batch) ?? others }));
}

/** One failure for all batches, and the item to show it at: everything that is wrong, with the item it is wrong with. */
export function mergeFailures(failures: readonly { readonly batch: Batch; readonly failure: unknown }[]): {
  readonly failure: unknown;
  readonly itemIndex: number;
} {
  const bad = failures.filter(({ failure }) => problemsOf(failure).length > 0);
  const [shown = failures[0]] = bad;
  if (shown === undefined) return { failure: undefined, itemIndex: 0 };
  const { items, sources } = shown.batch;
  const itemIndex = itemOf(shown.failure, items.length > 0 ? items : sources);
  if (bad.length === 0 || failures.length === 1) return { failure: shown.failure, itemIndex };

  const problems: Problem[] = [];
  let more = 0;
  for (const { failure, batch } of bad) {
    const own = problemsOf(failure).map((problem) => named(problem, batch));
    const room = MAX_LISTED_PROBLEMS - problems.length;
    problems.push(...own.slice(0, room));
    more += Math.max(0, own.length - room);
    if (isKoreNotifyError(failure)) more += failure.problems?.more ?? 0;
  }
  return { failure: badInput(problems, more), itemIndex };
}

/** As many as the core lists. */
const MAX_LISTED_PROBLEMS = 50;

/** The position in a batch says nothing to somebody who sees items. */
function named(problem: Problem, { items, sources }: Batch): Problem {
  const item = problem.recipientIndex === undefined ? sources[0] : items[problem.recipientIndex];
  return { ...problem, path: `Item ${item ?? 0}, ${problem.path}` };
}

interface Why {
  readonly reason: string;
  readonly detail: string;
}

/**
 * Under Continue On Fail: a row for each recipient of a batch of which nothing was tried, so that nobody is missing; or one
 * for all of them, where rows are by request and no error output wants an item a person.
 */
export function unsentRows(run: SendRun, batch: Batch, failure: unknown): Row[] {
  const { context, kind, clients } = run;
  const { account, message, options, recipients, items, sources } = batch;
  const fields = { api: kind.api, channel: nameOf(message['channel']) };
  const keepsItem = keepsItems(context, options);
  const rowOf = (json: object, of: readonly number[]): Row => ({
    json: { ...json, ...fields },
    isReached: false,
    items: [...new Set(of)],
    keepsItem,
  });
  const problems = problemsOf(failure);
  const stopped: Why = { reason: 'stopped', detail: whyOf(failure).detail };
  const ofBatch = problems.length === 0 ? stopped : invalid(problems);
  if (recipients.length === 0) return sources.map((item) => rowOf({ outcome: 'unsent', ...ofBatch }, [item]));
  if (options['output'] === 'request' && !hasErrorOutput(context))
    return [rowOf({ outcome: 'unsent', recipientCount: recipients.length, ...ofBatch }, items)];

  const client = clients.get(account);
  const preview = client && kind.preview(client, inputOf(batch), sendOptionsOf(context, options)).recipients;
  const whyNot = problems.length === 0 ? () => stopped : byRecipient(problems);
  return recipients.map((recipient, index) => {
    const { identity = typeof recipient === 'string' ? recipient.trim() : '', reason } =
      preview?.[index] ?? {};
    const why = whyNot(index, reason === 'invalid');
    return rowOf({ index, identity, outcome: 'unsent', ...why }, [items[index] ?? 0]);
  });
}

/** Under Continue On Fail: the row of an item that cannot be read, with what n8n said of it. */
export function unreadRow({ context, kind }: SendRun, { item, failure }: BadItem): Row {
  const read = (name: string): unknown => {
    try {
      return context.getNodeParameter(name, item, '');
    } catch {
      // What is wrong with it may be just this.
      return undefined;
    }
  };
  const options = read('options');
  const channel = read('channel');
  const problems = problemsOf(failure);
  const why: Why =
    problems.length > 0 ? invalid(problems) : { reason: 'invalid', detail: whyOf(failure).detail };
  return {
    json: {
      outcome: 'unsent',
      ...why,
      api: kind.api,
      ...(typeof channel === 'string' ? { channel: nameOf(channel) } : {}),
    },
    isReached: false,
    items: [item],
    keepsItem: keepsItems(context, typeof options === 'object' ? (options as IDataObject) : {}),
  };
}

/** A channel as a column of its own: what is no name may be anything that was put into the wrong field. */
function nameOf(channel: unknown): unknown {
  return quoteValue(channel) === 'It' ? '' : channel;
}

function byRecipient(problems: readonly Problem[]): (index: number, isBad: boolean) => Why {
  const general = problems.filter(({ recipientIndex }) => recipientIndex === undefined);
  const own = new Map<number, Problem[]>();
  for (const problem of problems)
    if (problem.recipientIndex !== undefined)
      own.set(problem.recipientIndex, [...(own.get(problem.recipientIndex) ?? []), problem]);
  return (index, isBad) => {
    const wrong = [...general, ...(own.get(index) ?? [])];
    // Only the first problems are listed; who is bad beyond them is known all the same.
    return isBad || wrong.length > 0 ? invalid(wrong) : { reason: 'stopped', detail: OTHERS_ARE_BAD };
  };
}

function invalid(problems: readonly Problem[]): Why {
  const words = problems.map(({ message, remedy }) => `${message} ${remedy}`).join(' ');
  return { reason: 'invalid', detail: words === '' ? 'It is not fit to be sent to.' : bound(words) };
}
