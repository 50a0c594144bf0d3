import { bound, MAX_SHOWN } from '../text/bound.ts';

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
  /** Request that it is about, of a warning about all recipients of it. */
  readonly requestId?: string;
  /** Stable; which rule it breaks. */
  readonly rule: ProblemRule;
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** Problems that a report lists; the rest are counted. */
export const MAX_LISTED_PROBLEMS = 50;

/** Characters of each part of a problem. */
const MAX_PART = 400;

/** Some problems, and how many there are. */
export interface ProblemsFound {
  /** The first 50. */
  readonly list: readonly Problem[];
  /** Number of all. */
  readonly count: number;
}

/** Collects problems, keeping the first 50 and counting the rest. */
export class ProblemCollector implements ProblemsFound {
  readonly list: Problem[] = [];
  count = 0;

  /** Names from outside may stand in any part, so each is bounded. */
  add(problem: Problem): void {
    this.count++;
    if (this.list.length === MAX_LISTED_PROBLEMS) return;
    const { path, message, remedy } = problem;
    this.list.push({
      ...problem,
      path: bound(path, MAX_PART),
      message: bound(message, MAX_PART),
      remedy: bound(remedy, MAX_PART),
    });
  }

  /** Those of somebody else after these. */
  addAll({ list, count }: ProblemsFound): this {
    for (const problem of list) this.add(problem);
    this.count += count - list.length;
    return this;
  }
}

/**
 * The problems as lines of text. Of those that many recipients have in common the first is told, with their number. Bounded.
 * `count`: how many there are, where not all are listed.
 */
export function describeProblems(problems: readonly Problem[], count = problems.length): string {
  const kinds = new Map<string, Problem[]>();
  for (const problem of problems) {
    const kind = JSON.stringify([problem.path.replaceAll(POSITION, '#'), problem.message, problem.remedy]);
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [problem]);
    else known.push(problem);
  }
  const lines: string[] = [];
  let length = 0;
  let left = count;
  for (const same of kinds.values()) {
    const shown = same.length > FEW ? same.slice(0, 1) : same;
    const others = same.length - shown.length;
    for (const { path, message, remedy } of shown) {
      const line = `${path}${others === 0 ? '' : ` and ${others} more`}: ${message} ${remedy}`;
      length += line.length + 1;
      if (lines.length > 0 && length > MAX_DESCRIBED) break;
      lines.push(line);
      left -= others + 1;
    }
  }
  if (left > 0) lines.push(`… and ${left} more.`);
  return lines.join('\n');
}

/** As many places can be told one by one. */
const FEW = 3;
/** What tells two recipients apart in a path. */
const POSITION = /\[\d+\]|(?<=^item )\d+/gi;
/** Leaves room in a text that is shown for what goes before and after the problems. */
const MAX_DESCRIBED = MAX_SHOWN - 200;
