import type { Problem } from '../../vocabulary/problems.ts';

/** Nouns for the problems of a list, and its maximum. */
export interface ListRules {
  /** Noun for one entry. */
  readonly one: string;
  /** Noun for several entries. */
  readonly many: string;
  /** 0 = no maximum by the user; `DEFAULTS.listCeiling` always applies. @default 0 */
  readonly maximum?: number;
  /** Entries may be rows of a table and addresses with names. @default false */
  readonly hasRows?: boolean;
  /** The field of a row that is looked for. */
  readonly identityField?: string;
  /** Where the maximum is set. @default '“Maximum recipients” in the options of the node' */
  readonly maximumName?: string | undefined;
}

/** Why a list is not read at all. */
export type ListFault = Pick<Problem, 'rule' | 'message' | 'remedy'>;

/** What was found in place of a list. */
export type ListReading = { readonly list: readonly unknown[] } | { readonly fault: ListFault };

/** Something in place of a list, or undefined if the text is of another form. */
export type TextReading = { readonly list: readonly unknown[] } | { readonly fault: ListFault } | undefined;

/** The ends of a line in every system. */
export const LINE_END = /\r\n|[\r\n\u2028\u2029]/;
