import type { Case } from '../cases/case.ts';

/** A palette. */
export type Palette = 'Node-RED' | 'n8n';

/** Something in which a palette differs from the core by design, and the cases that it therefore cannot run. */
export interface Difference {
  readonly palette: Palette;
  readonly reason: string;
  readonly concerns: (one: Case) => boolean;
}

/** Every difference there is: a case that none of them names must come out the same on every host. */
export const DIFFERENCES: readonly Difference[] = [
  {
    palette: 'n8n',
    reason: 'the credential has no setting for requests under way at once or for attempts',
    concerns: ({ client }) => client?.maxInFlight !== undefined || client?.maxAttempts !== undefined,
  },
  {
    palette: 'n8n',
    reason: 'the version of a request id is a choice, and an item that names none of them means V2',
    concerns: ({ input }) => (input as { api?: unknown } | null)?.api === 'v3',
  },
];

/** Why a palette cannot run a case, if it cannot. */
export function differenceOf(one: Case, palette: Palette): string | undefined {
  return DIFFERENCES.find((difference) => difference.palette === palette && difference.concerns(one))?.reason;
}

/** Cases that belong to the core alone: hosts cancel by their own means, and a platform that comes up later needs two. */
export function isForHosts({ cancelAfter, listens }: Case): boolean {
  return cancelAfter === undefined && listens !== 'later';
}
