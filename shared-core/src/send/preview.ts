import type { UnsentReason } from '../vocabulary/outcomes.ts';
import type { RecipientReport, SendReport } from '../vocabulary/reports.ts';
import type { Slice } from './split.ts';

/** One recipient of a preview. */
export interface PreviewRow {
  /** Position in the recipients given, counted from 0. */
  readonly index: number;
  /** As it would be sent; as given, if it is invalid. */
  readonly identity: string;
  /** Number of the request that would carry it; absent if it would not be sent. */
  readonly requestNumber?: number;
  /** The message with its placeholders filled; of a template object, its JSON text. */
  readonly text: string;
  /** Why it would not be sent. */
  readonly reason?: UnsentReason;
}

/** One recipient of the report of a preview. */
export type PreviewedRecipient = RecipientReport & Pick<PreviewRow, 'text' | 'requestNumber'>;

/** The report of a preview: everything but the sending. */
export interface PreviewReport extends SendReport {
  /** One entry a recipient, by index, each with what it would read. */
  readonly recipients: readonly PreviewedRecipient[];
  /** What sending it would take. */
  readonly preview: {
    /** Recipients that would be messaged. */
    readonly recipients: number;
    /** Requests. */
    readonly requests: number;
    /** Milliseconds by the limits from now on, if every request is answered at once. */
    readonly estimatedMs: number;
  };
}

/** Number of the part that has a position, counted from 1. */
export function numberOf(slices: readonly Slice[], position: number): number {
  let [from, to] = [0, slices.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((slices[middle]?.to ?? Infinity) <= position) from = middle + 1;
    else to = middle;
  }
  return from + 1;
}
