import type { Comparison, Measure } from './measure.ts';
import type { Round } from './run-round.ts';

/** Median and spread of some rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** One line of the table: a figure of both contestants, and what comes of it. */
export interface Verdict {
  readonly measure: string;
  readonly title: string;
  readonly figure: string;
  readonly unit: string;
  readonly ours: Spread & { readonly title: string };
  readonly peer: Spread & { readonly title: string };
  /** How `result` is made of the two. */
  readonly value: Comparison['value'];
  /** The median decides. */
  readonly result: Spread;
  readonly floor: Comparison['floor'];
  readonly isMet: boolean;
}

/** What the rounds of a measure say. */
export function judge(measure: Measure, rounds: readonly Round[]): Verdict[] {
  return measure.comparisons.map((comparison) => {
    const { figure, unit, value, floor } = comparison;
    const ours = rounds.map((round) => round.ours[figure] ?? NaN);
    const peer = rounds.map((round) => round.peer[figure] ?? NaN);
    const result = spreadOf(ours.map((our, round) => combine(value, our, peer[round] ?? NaN)));
    return {
      measure: measure.name,
      title: measure.title,
      figure,
      unit,
      ours: { title: measure.ours.title, ...spreadOf(ours) },
      peer: { title: measure.peer.title, ...spreadOf(peer) },
      value,
      result,
      floor,
      isMet: 'atLeast' in floor ? result.median >= floor.atLeast : result.median <= floor.atMost,
    };
  });
}

function combine(value: Comparison['value'], ours: number, peer: number): number {
  switch (value) {
    case 'ours / peer':
      return ours / peer;
    case 'peer / ours':
      return peer / ours;
    case 'ours - peer':
      return ours - peer;
    case 'ours':
      return ours;
  }
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const [low = NaN, high = NaN] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return { median: (low + high) / 2, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN };
}
