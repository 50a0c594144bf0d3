/** Which rule a value breaks. */
export type ProblemRule =
  | 'required'
  | 'type'
  | 'empty'
  | 'choice'
  | 'length'
  | 'count'
  | 'format'
  | 'unknown_property'
  | 'placeholder'
  | 'conflict'
  | 'range';

/** One thing that is wrong with the input, in words a person can act on. */
export interface Problem {
  /** Where, for example `channel` or `recipients[3].phoneNumber`. */
  readonly path: string;
  /** Position in the recipients given, counted from 0; absent if it is not about a recipient. */
  readonly recipientIndex?: number;
  readonly rule: ProblemRule;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** All problems found: the first 50, and how many more there are. */
export interface ProblemList {
  readonly problems: readonly Problem[];
  readonly more: number;
}

/** Problems that a report lists; the rest are counted. */
export const MAX_LISTED_PROBLEMS = 50;

/** Collects problems, keeping the first 50 and counting the rest. */
export class ProblemCollector implements ProblemList {
  readonly problems: Problem[] = [];
  more = 0;

  add(problem: Problem): void {
    if (this.problems.length < MAX_LISTED_PROBLEMS) this.problems.push(problem);
    else this.more++;
  }

  get count(): number {
    return this.problems.length + this.more;
  }

  toList(): ProblemList {
    return { problems: this.problems, more: this.more };
  }
}

/** The problems as lines of text, one each. */
export function describeProblems({ problems, more }: ProblemList): string {
  const lines = problems.map(({ path, message, remedy }) => `${path}: ${message} ${remedy}`);
  if (more > 0) lines.push(`… and ${more} more.`);
  return lines.join('\n');
}

/** What stands where something else should, for a message: short, and only what every value of its kind can be shown as. */
export function quoteValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'bigint':
      return `“${String(value).replaceAll(/\s+/g, ' ').slice(0, MAX_QUOTED)}”`;
    default:
      return 'It';
  }
}

const MAX_QUOTED = 40;
