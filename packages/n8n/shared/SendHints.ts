import type { IExecuteFunctions } from 'n8n-workflow';
import {
  bound,
  combineReports,
  isNotReached,
  type PreviewReport,
  type Problem,
  type SentMessage,
  summarise,
} from './core';
import { hasErrorOutput, itemName } from './Rows';

/** What a run was like, beside its rows. */
export interface RunFacts {
  readonly isPreview: boolean;
  /** True if each input item is a recipient. */
  readonly areItems: boolean;
}

/** Shows above the output in the editor what the rows alone do not tell. */
export function showHints(context: IExecuteFunctions, sent: readonly SentMessage[], facts: RunFacts): void {
  // Older engines have no place for hints.
  if (!('addExecutionHints' in context)) return;
  const hint = (message: string): void => {
    context.addExecutionHints({ message: bound(message), type: 'warning', location: 'outputPane' });
  };
  const warning = firstWarning(sent);
  if (warning !== undefined) hint(warning);
  const run = combineReports(sent.map(({ report }) => report));
  if (facts.isPreview) hint(wordsOfPreview(sent));
  else if (isWorthTelling(run))
    hint(`${summarise(run)}. ${countOfRequests(sent)}${whatNext(sent)}${anotherWay(context, run)}`);
  if (run.sentTo !== undefined)
    hint(`The first messages went to ${run.sentTo}, and nobody else was messaged.`);
  const waste = facts.areItems ? undefined : sameList(sent);
  if (waste !== undefined) hint(waste);
  const apart = eachAlone(context, sent);
  if (apart !== undefined) hint(apart);
  if (context.getMode() === 'manual' && sent.some(({ options }) => options.once !== undefined))
    hint(
      'Send Once remembers nothing of this run: n8n saves what it needs after production executions only.',
    );
}

/** If everybody got it, the rows say so. */
function isWorthTelling({ total, recipients, end, counts }: ReturnType<typeof combineReports>): boolean {
  const isOpen = end.kind !== 'finished' || counts.unknown > 0;
  return total > 0 && (isOpen || recipients.some(isNotReached));
}

function countOfRequests(sent: readonly SentMessage[]): string {
  const count = sent.reduce((sum, { report }) => sum + report.requests.length, 0);
  return count === 1 ? '1 request was used.' : `${count} requests were used.`;
}

/** Jobs that still ran when the wait for delivery ended. */
function whatNext(sent: readonly SentMessage[]): string {
  const isOpen = sent.some(({ report }) => report.end.kind === 'timed_out');
  return isOpen
    ? ' Some jobs still run: Kore Check Status with the request IDs tells what became of them.'
    : '';
}

/** How those who were not reached can be tried on another channel. */
function anotherWay(context: IExecuteFunctions, { recipients }: ReturnType<typeof combineReports>): string {
  if (hasErrorOutput(context) || !recipients.some(isNotReached)) return '';
  return ' To try those not reached on another channel, set On Error to Continue (using error output) in the settings of the node.';
}

/** A list that each item gives once more. */
function sameList([message, ...others]: readonly SentMessage[]): string | undefined {
  if (message === undefined || others.length > 0) return undefined;
  const { sources, report } = message;
  const repeated = report.recipients.filter(({ reason }) => reason === 'duplicate').length;
  const isSame =
    sources.length > 1 &&
    report.total > 0 &&
    repeated * sources.length === report.total * (sources.length - 1);
  return isSame
    ? `All ${sources.length} items give the same list. It was used once: switch on Execute Once in the settings of the node.`
    : undefined;
}

/** Texts that an expression made different, so that they cannot share a request. */
function eachAlone(context: IExecuteFunctions, sent: readonly SentMessage[]): string | undefined {
  const { message, messageType } = context.getNode().parameters;
  const isExpression = typeof message === 'string' && message.startsWith('=');
  if (!isExpression || messageType === 'script' || sent.length < 2) return undefined;
  if (sent.some(({ report }) => report.api !== 'v2' || report.recipients.length > 1)) return undefined;
  return `${sent.length} requests, since the expression in Message gives each item a text of its own. Write {name} in place of {{ $json.name }}: it is filled for each recipient, and one request takes up to 1,000.`;
}

/** How much it is, and how long it would take. */
function wordsOfPreview(sent: readonly SentMessage[]): string {
  const sizes = sent.flatMap(({ report }) =>
    'preview' in report ? [(report as PreviewReport).preview] : [],
  );
  const sum = (name: 'recipients' | 'requests' | 'estimatedMs'): number =>
    sizes.reduce((total, size) => total + size[name], 0);
  return `Nothing was sent. It would message ${sum('recipients')} recipients in ${sum('requests')} requests, in about ${Math.ceil(sum('estimatedMs') / 1000)} seconds by the rate limit.`;
}

function firstWarning(sent: readonly SentMessage[]): string | undefined {
  const warned = sent.find(({ report }) => report.warnings.length > 0);
  const [warning] = warned?.report.warnings ?? [];
  if (warned === undefined || warning === undefined) return undefined;
  const count = sent.reduce((sum, { report }) => sum + report.warningCount, 0);
  const item = warned.sourceOf[warning.recipientIndex ?? -1];
  const first = `${item === undefined ? '' : `${itemName(item)}: `}${describe(warning)}`;
  return count === 1 ? first : `${first} (And ${count - 1} more: see the field warning.)`;
}

/** A problem or a warning in one text. */
export function describe({ message, remedy }: Problem): string {
  return `${message} ${remedy}`;
}
