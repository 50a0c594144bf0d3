import type { JobReport, StatusRow } from '../vocabulary/reports.ts';
import { canonicalIdentity } from '../wire/identity-key.ts';

/** What is known of somebody in a job, and which of the given identities it is about. */
export interface MatchedRow {
  /** Of somebody whom the log does not name: `accepted`, or undefined if nothing is known of the job. */
  readonly row: Omit<StatusRow, 'outcome'> & Partial<Pick<StatusRow, 'outcome'>>;
  /** Positions in the identities given; none for somebody who is not among them. */
  readonly positions: readonly number[];
}

/**
 * The entries of a job's log; then those of the identities that the log does not name, as in a job that still runs: so each
 * row of a send finds its own again, and a loop that waits loses nobody. Capitals and plus signs make no difference.
 */
export function matchJob(
  { requestId, recipients, error }: JobReport,
  identities: readonly (string | undefined)[],
): MatchedRow[] {
  const positionsOf = new Map<string, { readonly identity: string; readonly positions: number[] }>();
  identities.forEach((identity, position) => {
    if (identity === undefined) return;
    const key = canonicalIdentity(identity);
    const known = positionsOf.get(key) ?? { identity, positions: [] };
    positionsOf.set(key, known);
    known.positions.push(position);
  });
  const logged = recipients.map((row) => ({
    row,
    positions: positionsOf.get(canonicalIdentity(row.identity))?.positions ?? [],
  }));
  for (const { identity } of recipients) positionsOf.delete(canonicalIdentity(identity));
  const others = Array.from(positionsOf.values(), ({ identity, positions }) => ({
    row: { requestId, identity, ...(error === undefined ? { outcome: 'accepted' as const } : {}) },
    positions,
  }));
  return [...logged, ...others];
}
