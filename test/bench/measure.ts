/** What one contestant of one round measured, by name of the figure. */
export type Figures = Readonly<Record<string, number>>;

/** One of the two that a measure compares; each round runs it in a process of its own. */
export interface Contestant {
  readonly title: string;
  /** `serverUrl`: an answering server of its own; empty if the measure uses none. */
  run(serverUrl: string): Promise<Figures>;
}

/** How one figure is judged. */
export interface Comparison {
  /** Name of the figure in `Figures`. */
  readonly figure: string;
  readonly unit: string;
  /** What is held against the floor; a quotient is that of the two figures of the same round. */
  readonly value: 'ours / peer' | 'peer / ours' | 'ours - peer' | 'ours';
  readonly floor: { readonly atLeast: number } | { readonly atMost: number };
}

/** One row, or several, of the table. */
export interface Measure {
  /** Also the name of its file. */
  readonly name: string;
  readonly title: string;
  readonly ours: Contestant;
  readonly peer: Contestant;
  readonly comparisons: readonly Comparison[];
  readonly usesServer?: boolean;
  /** Both must send as many requests with as many bytes of body, or the round is void. */
  readonly isSameWork?: boolean;
  /** Why it cannot run on this machine, undefined if it can. */
  readonly whySkipped?: () => string | undefined;
}
