import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { DEFAULTS, KoreNotifyError, type SentMessage } from './core';

/** An AI agent that means a few people must not reach everybody by mistake. */
const MAX_RECIPIENTS_OF_A_TOOL = 50;

/** Executions whose tools are counted; those that sent longest ago go first. */
const MAX_COUNTED = 10_000;

/** What a problem of the maximum calls it, and where a user finds it. */
export const MAXIMUM_NAME = "'Maximum Recipients' of the node";

/** True if an AI agent uses the node: n8n derives the type of the tool from the node's. */
export function isTool(context: IExecuteFunctions): boolean {
  return context.getNode().type.endsWith('Tool');
}

/**
 * How many recipients a run may have, as one item says; 0 for any number. Where nothing is said it is the default, and for a
 * tool, which cannot tell the default from nothing, a smaller one.
 * @throws KoreNotifyError `invalid_input`: what is no number must not lift the maximum.
 */
export function readMaximum(context: IExecuteFunctions, item: number, options: IDataObject): number {
  const own = numberIn(context.getNodeParameter('maxRecipients', item, ''));
  // Among the options is where workflows have it that were saved before it was a field of its own.
  const value =
    own === undefined || own === DEFAULTS.maxRecipients ? (numberIn(options['maxRecipients']) ?? own) : own;
  if (value === undefined || value === DEFAULTS.maxRecipients)
    return isTool(context) ? MAX_RECIPIENTS_OF_A_TOOL : DEFAULTS.maxRecipients;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  const problem = {
    path: 'maxRecipients',
    rule: 'range',
    message: `${MAXIMUM_NAME} is not a whole number of 0 or more.`,
    remedy: 'Enter a number; 0 is no maximum.',
  } as const;
  const message = `Nothing was sent.\n${problem.path}: ${problem.message} ${problem.remedy}`;
  throw new KoreNotifyError({ code: 'invalid_input', message }, { list: [problem], count: 1 });
}

/** Undefined for an empty field, a number for a text that is one, and anything else as it is. */
function numberIn(given: unknown): unknown {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'string') return given;
  return given.trim() === '' ? undefined : Number(given);
}

/** Recipients that the calls of a tool reached or may still reach, by execution and node. Oldest first. */
const counted = new Map<string, number>();

/**
 * The recipients that one call of a tool takes of what its whole execution may reach: an agent that calls it again and
 * again must end. A process counts its own calls only.
 */
export class ToolBudget {
  readonly #key: string | undefined;
  /** Recipients that other calls took. */
  readonly before: number;
  #taken = 0;

  /** Takes `count` before anything is sent, since calls may be under way together. */
  constructor(context: IExecuteFunctions, count: number) {
    // Of any type: without an id, two executions could not be told apart.
    const executionId: unknown = context.getExecutionId();
    const hasId = typeof executionId === 'string' && executionId !== '';
    this.#key = isTool(context) && hasId ? `${executionId}/${context.getNode().id}` : undefined;
    this.before = this.#key === undefined ? 0 : (counted.get(this.#key) ?? 0);
    this.#take(count);
  }

  /** Gives back those who were certainly not sent to. */
  settle(sent: readonly SentMessage[]): void {
    let reached = 0;
    for (const { report } of sent) {
      const { accepted, delivered, undelivered, unknown } = report.counts;
      reached += accepted + delivered + undelivered + unknown;
    }
    this.#take(reached);
  }

  #take(count: number): void {
    if (this.#key === undefined) return;
    const total = (counted.get(this.#key) ?? 0) - this.#taken + count;
    this.#taken = count;
    counted.delete(this.#key);
    if (total > 0) counted.set(this.#key, total);
    for (const oldest of counted.keys()) {
      if (counted.size <= MAX_COUNTED) break;
      counted.delete(oldest);
    }
  }
}
