import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RecipientReport, SendReport } from '@kore-notify/core';
import { summarise } from '@kore-notify/core';
import type { NodeAPI, NodeMessageInFlow } from 'node-red';
import type { SavedConfig } from './config-version.ts';
import type { Many, Outgoing } from './run-node.ts';
import { problemsOfNodeRed } from './words.ts';

/** What became of one recipient, with the row that it came with. */
export type RecipientWithRow = RecipientReport & { readonly row: unknown };

/** The report as it leaves the node: its line for people comes first, so that the sidebar shows it. */
export type ReportInFlow = { readonly summary: string } & Omit<SendReport, 'recipients'> & {
    readonly recipients: readonly RecipientWithRow[];
  };

/** Recipients whose rows are laid beside them between two turns of other work. */
const AT_ONCE = 5_000;

/** `rows`: by index, as they were given. */
export async function withRows(report: SendReport, rows: readonly unknown[]): Promise<ReportInFlow> {
  const recipients = new Array<RecipientWithRow>(report.recipients.length);
  for (const [index, recipient] of report.recipients.entries()) {
    if (index > 0 && index % AT_ONCE === 0) await nextTurn();
    recipients[index] = { ...recipient, row: rows[index] };
  }
  return {
    summary: summarise(report),
    ...report,
    problems: problemsOfNodeRed(report.problems),
    warnings: problemsOfNodeRed(report.warnings),
    recipients,
  };
}

/** What the messages of recipients have besides their own. */
export interface Origin {
  readonly RED: NodeAPI;
  readonly config: SavedConfig;
  readonly msg: NodeMessageInFlow;
}

/**
 * A message for each of some recipients of a report: `payload` is the row as it was given, `notification` what became of it.
 * With `parts` a join node makes one message of them again, with the parts that the message itself had.
 */
export function messagePerRecipient(
  { recipients, api, channel }: Pick<SendReport, 'recipients' | 'api' | 'channel'>,
  {
    rows,
    indices,
    origin,
  }: {
    /** By index, as they were given. */
    readonly rows: readonly unknown[];
    /** All, if it is not said. */
    readonly indices?: readonly number[];
    readonly origin: Origin;
  },
): Many | null {
  const { RED, msg } = origin;
  const count = indices?.length ?? recipients.length;
  if (count === 0) return null;
  const id = RED.util.generateId();
  const before = 'parts' in msg ? { parts: msg.parts } : {};
  return {
    count,
    base: withoutList(origin),
    at: (position): Outgoing => {
      const index = indices?.[position] ?? position;
      return {
        payload: rows[index],
        notification: { ...recipients[index], api, channel },
        parts: { id, type: 'array', index: position, count, len: 1, ...before },
      };
    },
  };
}

/** Each message is copied with all that it carries: the list of everybody must not be in each. */
function withoutList({ RED, config, msg }: Origin): NodeMessageInFlow {
  const { recipients: path, recipientsSource: source } = config;
  if (source !== 'msg' || typeof path !== 'string') return msg;
  const keys = RED.util.normalisePropertyExpression(path, msg) as readonly (string | number)[];
  return without(msg, keys) as NodeMessageInFlow;
}

/** A copy of an object that lacks one value; what holds it is copied too, since others use it. */
function without(given: unknown, [key, ...rest]: readonly (string | number)[]): unknown {
  if (typeof given !== 'object' || given === null || key === undefined) return given;
  const copy = (Array.isArray(given) ? [...(given as unknown[])] : { ...given }) as Record<string, unknown>;
  if (rest.length === 0) delete copy[key];
  else copy[key] = without(copy[key], rest);
  return copy;
}
