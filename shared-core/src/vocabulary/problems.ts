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
  /** The same by kind, in order of the first of each; absent where only the list is known. */
  readonly groups?: readonly ProblemGroup[];
}

/** Problems that differ only in the recipient. */
export interface ProblemGroup {
  /** The first three. */
  readonly firsts: readonly Problem[];
  /** Number of all. */
  readonly count: number;
}

/** Collects problems: keeps the first 50, and counts the rest by kind. */
export class ProblemCollector implements ProblemsFound {
  readonly list: Problem[] = [];
  count = 0;
  readonly #groups = new Map<string, { readonly firsts: Problem[]; count: number }>();

  get groups(): readonly ProblemGroup[] {
    return [...this.#groups.values()];
  }

  /** Names from outside may stand in any part, so each is bounded. */
  add(problem: Problem): void {
    const { path, message, remedy } = problem;
    const bounded = {
      ...problem,
      path: bound(path, MAX_PART),
      message: bound(message, MAX_PART),
      remedy: bound(remedy, MAX_PART),
    };
    this.count++;
    if (this.list.length < MAX_LISTED_PROBLEMS) this.list.push(bounded);
    this.#group({ firsts: [bounded], count: 1 });
  }

  /** Those of somebody else after these. */
  addAll({ list, count, groups = groupsOf(list) }: ProblemsFound): this {
    this.list.push(...list.slice(0, MAX_LISTED_PROBLEMS - this.list.length));
    this.count += count;
    for (const group of groups) this.#group(group);
    return this;
  }

  #group({ firsts, count }: ProblemGroup): void {
    const [first] = firsts;
    if (first === undefined) return;
    const kind = JSON.stringify([first.path.replaceAll(POSITION, '#'), first.message, first.remedy]);
    let group = this.#groups.get(kind);
    if (group === undefined) {
      // Of more kinds than this only the number is told.
      if (this.#groups.size === MAX_LISTED_PROBLEMS) return;
      group = { firsts: [], count: 0 };
      this.#groups.set(kind, group);
    }
    group.count += count;
    group.firsts.push(...firsts.slice(0, MAX_FIRSTS - group.firsts.length));
  }
}

function groupsOf(list: readonly Problem[]): readonly ProblemGroup[] {
  const found = new ProblemCollector();
  for (const problem of list) found.add(problem);
  return found.groups;
}

/** The problems as lines of text; a kind that more than three have is one line with their number. Bounded. */
export function describeProblems({ list, count, groups = groupsOf(list) }: ProblemsFound): string {
  const lines: string[] = [];
  let length = 0;
  let left = count;
  for (const group of groups) {
    const line = describeGroup(group);
    length += line.length + 1;
    if (lines.length > 0 && length > MAX_DESCRIBED) break;
    lines.push(line);
    left -= group.count;
  }
  if (left > 0) lines.push(`… and ${left} more.`);
  return lines.join('\n');
}

function describeGroup({ firsts, count }: ProblemGroup): string {
  const [first] = firsts;
  if (first === undefined) return '';
  const { path, message, remedy } = first;
  if (count === firsts.length)
    return firsts.map((problem) => `${problem.path}: ${message} ${remedy}`).join('\n');
  const field = fieldOf(path);
  const where = field === '' ? '' : `${field}: `;
  const noun = first.recipientIndex === undefined ? 'times' : 'recipients';
  const places = firsts.map((problem) => placeOf(problem.path)).join(', ');
  return `${where}${message.replace(/\.$/, '')}: ${count} ${noun}, first ${places}. ${remedy}`;
}

/** What tells two recipients apart in a path: `recipients[3]`, or `Item 3` where a host named it. */
function placeOf(path: string): string {
  const item = /^item \d+/i.exec(path)?.[0];
  if (item !== undefined) return item;
  const end = [...path.matchAll(POSITION)].at(-1);
  return end === undefined ? path : path.slice(0, end.index + end[0].length);
}

/** The rest of a path. */
function fieldOf(path: string): string {
  const end = [...path.matchAll(POSITION)].at(-1);
  return end === undefined ? '' : path.slice(end.index + end[0].length).replace(/^(?:\.|, )/, '');
}

const MAX_FIRSTS = 3;
/** What tells two recipients apart in a path. */
const POSITION = /\[\d+\]|(?<=^item )\d+/gi;
/** Leaves room in a text that is shown for what goes before and after the problems. */
const MAX_DESCRIBED = MAX_SHOWN - 200;
