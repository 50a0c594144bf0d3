import { buildSendRequest } from '../wire/send.ts';
import type { SendPlan } from './plan-send.ts';
import { ProblemCollector, type ProblemList } from '../vocabulary/problems.ts';
import type { WireIdentity } from './recipients/duplicates.ts';
import { fillPlaceholders } from './recipients/placeholders.ts';

/** One recipient of a preview. */
export interface PreviewRow {
  readonly index: number;
  readonly identity: string;
  /** Number of the request that would carry it; absent if it would not be sent. */
  readonly requestNumber?: number;
  /** The message with its placeholders filled; of a template object, its JSON text. */
  readonly text: string;
  readonly reason?: 'duplicate' | 'invalid';
}

/** What a send would do. */
export interface Preview {
  readonly requests: readonly {
    readonly number: number;
    readonly method: string;
    readonly path: string;
    readonly recipientCount: number;
    /** The body that would be sent, parsed. */
    readonly body: unknown;
  }[];
  readonly recipients: readonly PreviewRow[];
  readonly problems: ProblemList;
  readonly warnings: ProblemList;
}

/** What a plan would do if it were carried out. Pure. */
export function previewPlan(plan: SendPlan, botId: string): Preview {
  const { sendable, identities, wire, invalid, duplicateOf } = plan.recipients;
  const wireOf = new Map(wire.toArray().map((one, position) => [sendable[position], one]));
  const requestNumbers = new Map<number | undefined, number>();
  const slices = plan.problems.count > 0 ? [] : plan.split();
  const requests = slices.map((slice, position) => {
    for (const index of sendable.slice(slice.from, slice.to)) requestNumbers.set(index, position + 1);
    const { method, path, body = '' } = buildSendRequest(plan.api, botId, plan.buildBody(slice));
    const parsed: unknown = JSON.parse(body);
    return { number: position + 1, method, path, recipientCount: slice.to - slice.from, body: parsed };
  });
  const recipients = identities.map((identity, index): PreviewRow => {
    const requestNumber = requestNumbers.get(index);
    const first = duplicateOf.get(index) ?? index;
    return {
      index,
      identity,
      text: renderText(plan, wireOf.get(first)),
      ...(requestNumber === undefined ? {} : { requestNumber }),
      ...(invalid.has(index) ? { reason: 'invalid' } : first === index ? {} : { reason: 'duplicate' }),
    };
  });
  return { requests, recipients, problems: mergeProblems(plan).toList(), warnings: plan.warnings.toList() };
}

/** Problems of the send itself before those of its recipients. */
export function mergeProblems({ problems, recipientProblems }: SendPlan): ProblemCollector {
  const all = new ProblemCollector();
  for (const problem of [...problems.problems, ...recipientProblems.problems]) all.add(problem);
  all.more += problems.more + recipientProblems.more;
  return all;
}

/** Spec section 4: parameters fill the placeholders of the recipient's own message, else of the main one. */
function renderText({ messageText, isScript }: SendPlan, wire: WireIdentity | undefined): string {
  if (isScript || typeof wire !== 'object') return messageText;
  const { customMessage, parameters = {} } = wire;
  return fillPlaceholders(customMessage ?? messageText, parameters);
}
