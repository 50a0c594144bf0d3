import type { Machine, ManagerName, NodeName } from './machine.ts';

/** One command in the clone of a case, and what must come of it. */
export interface Step {
  /** As typed: `npm start -- --once`. */
  readonly run: string;
  /** Its exit code; not looked at where it is killed. @default 0 */
  readonly code?: number;
  /** What it must print, to either output. */
  readonly prints?: RegExp;
  /** What it must not print. */
  readonly printsNot?: RegExp;
  /** What happens to the clone before it. */
  readonly before?: (clone: string) => Promise<void>;
  /** Kills it and all that it started, this many milliseconds after it printed these words. */
  readonly kill?: { readonly words: string; readonly afterMs: number };
  /** Of another Node than the case's. */
  readonly node?: NodeName;
  /** By a user that may read the clone and not write to it. */
  readonly isReader?: boolean;
  /** Only where there is time for all tests. */
  readonly isLong?: boolean;
}

/** A machine with a fresh clone, and what its user types. */
export interface FreshCase {
  readonly name: string;
  readonly node: NodeName;
  readonly manager: ManagerName;
  /** Name of the folder with the clone. @default 'clone' */
  readonly folder?: string;
  readonly env?: (machine: Machine) => Readonly<Record<string, string>>;
  /** Ports of 127.0.0.1 that something else listens at. */
  readonly takenPorts?: readonly number[];
  /** The clone belongs to a user that is not root. */
  readonly isOthers?: boolean;
  /** Also in the short form. */
  readonly isShort?: boolean;
  readonly steps: readonly Step[];
}
