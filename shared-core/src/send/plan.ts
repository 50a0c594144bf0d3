import { createProgressMeter, type ProgressMeter } from '../scheduling/progress.ts';
import { CooperativeScheduler } from '../scheduling/cooperative-scheduler.ts';
import { readInput, readSendOptions, SEND_INPUT } from '../validation/read-given.ts';
import { isKoreNotifyError } from '../vocabulary/errors.ts';
import type { ResolvedGuards } from '../vocabulary/guards.ts';
import type { SendInput, SendV2Input } from '../vocabulary/inputs.ts';
import { DEFAULTS, type SendOptions } from '../vocabulary/options.ts';
import { type Api, NO_COUNTS } from '../vocabulary/outcomes.ts';
import { ProblemCollector } from '../vocabulary/problems.ts';
import { createDraft, type SendDraft } from './draft.ts';
import { findBarred } from './guards/leave-out.ts';
import { type PlanConnection, PlannedSend } from './planned-send.ts';

/** What is asked for, as it was given. */
export interface SendRequested {
  readonly api: Api;
  readonly input: SendInput | SendV2Input;
  readonly options?: SendOptions | undefined;
}

/**
 * Reads, checks and splits a send. The recipients are read in turns with the host's other work, each as it is at that moment.
 * Never rejects for what is wrong with the input: that is in the plan.
 */
export async function createPlan(connection: PlanConnection, requested: SendRequested): Promise<PlannedSend> {
  const { clock } = connection.ports;
  const unread = new ProblemCollector();
  const options = readOr<SendOptions>({}, () => readSendOptions(requested.options), unread);
  const input = readOr<SendInput | SendV2Input | undefined>(
    undefined,
    () => readInput(requested.input as SendInput & SendV2Input, SEND_INPUT) as SendInput | SendV2Input,
    unread,
  );
  const { country, guards } = 'refusal' in connection ? {} : connection.options;
  const draft = draftOf(
    {
      api: requested.api,
      input,
      options: country === undefined ? options : { country, ...options },
      guards,
    },
    unread,
  );
  const { total } = draft.recipients;
  const progress =
    options.onProgress &&
    createProgressMeter(clock, options.onProgress, {
      phase: 'preparing',
      recipientsTotal: total,
      counts: { ...NO_COUNTS, unsent: total },
    });
  const scheduler = new CooperativeScheduler(clock);
  try {
    await readRecipients(draft, scheduler, progress);
    draft.finish();
    const plan = new PlannedSend(connection, draft, options);
    if (plan.isInstead) plan.sendInstead(DEFAULTS.sentInstead);
    else if (guards !== undefined) plan.leaveOut(await findBarred(draft.recipients, guards, scheduler));
    return plan;
  } finally {
    progress?.end();
  }
}

/** What `read` reads; if it cannot be read, something else, and a problem. */
function readOr<T>(otherwise: T, read: () => T, unread: ProblemCollector): T {
  try {
    return read();
  } catch (error) {
    if (!isKoreNotifyError(error)) throw error;
    unread.addAll({ list: error.problems, count: error.problemCount });
    return otherwise;
  }
}

/** Options that cannot be read cost nobody his place in the report; of an input that cannot be read there is nobody. */
function draftOf({ api, input, options, guards }: ReadRequest, unread: ProblemCollector): SendDraft {
  const draft = createDraft(api, input ?? ({ recipients: [] } as unknown as SendInput), options, guards);
  if (unread.count === 0) return draft;
  return input === undefined
    ? { ...draft, problems: unread, recipientProblems: new ProblemCollector() }
    : { ...draft, problems: unread.addAll(draft.problems) };
}

interface ReadRequest {
  readonly api: Api;
  readonly input: SendInput | SendV2Input | undefined;
  readonly options: SendOptions;
  readonly guards: ResolvedGuards | undefined;
}

async function readRecipients(
  { recipients }: SendDraft,
  scheduler: CooperativeScheduler,
  progress: ProgressMeter | undefined,
): Promise<void> {
  for (;;) {
    recipients.readChunk();
    if (recipients.isComplete) return;
    if (!scheduler.mustYield) continue;
    progress?.update({ recipientsRead: recipients.read });
    await scheduler.yieldToHost();
  }
}
