import { bound, onOneLine } from '../text/bound.ts';
import { NO_COUNTS, OUTCOMES } from './outcomes.ts';
import { isNotReached } from './read-report.ts';
import type { RecipientReport, RunEnd, SendReport } from './reports.ts';

/** What is read of a report; `preview` is in that of a preview alone. */
export type Summarised = Pick<SendReport, 'total' | 'counts' | 'recipients' | 'end' | 'sentTo'> & {
  readonly preview?: { readonly recipients: number };
};

/**
 * A report in one plain line for people, for example `38 of 40 reached, 2 not reached (Identity is not associated with the
 * channel)`. Every recipient is in one of its numbers.
 */
export function summarise(report: Summarised): string {
  const { total, sentTo, preview, end } = report;
  if (total === 0)
    return end.error === undefined
      ? 'Nothing to do: no recipients'
      : bound(onOneLine(end.error.message), MAX_WORDS);
  if (preview !== undefined)
    return `Preview: ${figure(preview.recipients)} of ${figure(total)} would be sent the message, nothing was sent`;
  const text = partsOf(report).join(', ');
  const words = STARTS[end.kind];
  return `${words}${sentTo === undefined ? text : `${text}; sent to ${bound(onOneLine(sentTo), MAX_WORDS)} instead`}`;
}

/** Several reports of one run as one, to be summarised. The first that did not just finish says how the run ended. */
export function combineReports(reports: readonly Summarised[]): Summarised {
  const [first] = reports;
  const counts = { ...NO_COUNTS };
  for (const report of reports) for (const outcome of OUTCOMES) counts[outcome] += report.counts[outcome];
  const previews = reports.flatMap(({ preview }) => preview ?? []);
  const sentTo = reports.find((report) => report.sentTo !== undefined)?.sentTo;
  return {
    total: sum(reports.map(({ total }) => total)),
    counts,
    recipients: reports.flatMap(({ recipients }) => recipients),
    end: reports.find(({ end }) => end.kind !== 'finished')?.end ?? first?.end ?? { kind: 'finished' },
    ...(sentTo === undefined ? {} : { sentTo }),
    ...(previews.length === 0
      ? {}
      : { preview: { recipients: sum(previews.map(({ recipients }) => recipients)) } }),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

const STARTS: Readonly<Record<RunEnd['kind'], string>> = {
  finished: '',
  timed_out: '',
  cancelled: 'Cancelled: ',
  stopped: 'Stopped: ',
  limit: 'Stopped at the rate limit: ',
};

function partsOf({ total, counts, recipients, end }: Summarised): string[] {
  const { accepted, delivered, undelivered, unknown } = counts;
  const others = countOthers(recipients);
  const isConfirmed = accepted === 0 || delivered + undelivered > 0;
  const unconfirmed = end.kind === 'timed_out' ? 'not confirmed in time' : 'not confirmed';
  const parts = isConfirmed
    ? [`${figure(delivered)} of ${figure(total)} reached`]
    : [`${figure(accepted)} of ${figure(total)} accepted, ${unconfirmed}`];
  if (isConfirmed && accepted > 0) parts.push(`${figure(accepted)} accepted but ${unconfirmed}`);
  if (others.notReached > 0) parts.push(`${figure(others.notReached)} not reached${whyOf(others)}`);
  if (unknown > 0) parts.push(`${figure(unknown)} unknown: may have been sent`);
  for (const [words, count] of others.leftOut) parts.push(`${figure(count)} ${words}`);
  return parts;
}

/** Recipients that no count of outcomes tells apart. */
interface Others {
  notReached: number;
  /** Of those not reached, how many for each reason, in words. */
  readonly details: Map<string, number>;
  /** Of those left out on purpose, how many, by what is said of them. */
  readonly leftOut: Map<string, number>;
}

function countOthers(recipients: readonly RecipientReport[]): Others {
  const others: Others = { notReached: 0, details: new Map(), leftOut: new Map() };
  for (const recipient of recipients) {
    const { outcome, reason, detail = '' } = recipient;
    if (isNotReached(recipient)) {
      others.notReached++;
      addOne(others.details, detail);
    } else if (outcome === 'unsent') addOne(others.leftOut, LEFT_OUT[reason ?? ''] ?? 'left out');
  }
  return others;
}

function addOne(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

const LEFT_OUT: Readonly<Record<string, string>> = {
  duplicate: 'left out as duplicates',
  empty: 'left out as empty rows',
  already_sent: 'left out since they got it already',
  not_allowed: 'left out by a guard',
  suppressed: 'left out by a guard',
  over_maximum: 'left out by a guard',
  quiet_hours: 'left out in quiet hours',
  preview: 'not sent',
};

/** The reason that most of them have, if any has one. */
function whyOf({ details, notReached }: Others): string {
  const [[detail, count] = ['', 0]] = [...details].sort(([, one], [, other]) => other - one);
  const words = bound(onOneLine(detail), MAX_WORDS).replace(/\.$/, '');
  if (words === '') return '';
  return ` (${count === notReached ? '' : 'mostly: '}${words})`;
}

const MAX_WORDS = 160;

function figure(count: number): string {
  return count.toLocaleString('en');
}
