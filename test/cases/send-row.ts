import type { ClientOptions } from '@kore-notify/core';
import type { Fault, SimulatorOptions } from '@kore-notify/simulator';
import type { Case } from './case.ts';
import { inputFor, PEOPLE } from './people.ts';

/** A case of both send calls. */
export interface SendRow {
  readonly title: string;
  /** How many people it is sent to. @default 1 */
  readonly people?: number;
  readonly faults?: readonly Fault[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly client?: Partial<ClientOptions>;
  readonly clientSecret?: string;
  readonly simulator?: SimulatorOptions;
  readonly listens?: 'never' | 'later';
  readonly cancelAfter?: number;
  /** Status of each answer, in order. */
  readonly answers: readonly (number | 'no answer')[];
  /** Who is in each request: indices. */
  readonly to?: readonly (readonly number[])[];
  readonly minGapMs?: number;
  readonly outcomes: readonly string[];
  /** How often each of them was truly sent the message, by index. */
  readonly processed: readonly number[];
}

/** A row as the case of one send call. */
export function toCase(call: 'send' | 'sendV2', row: SendRow): Case {
  const { title, people = 1, answers, to, minGapMs, outcomes, processed, ...setting } = row;
  return {
    title: `${call}: ${title}`,
    call,
    input: inputFor(call, people),
    ...setting,
    expected: {
      wire: answers.map((answer) => `${call} ${answer}`),
      ...(to === undefined
        ? {}
        : { wireRecipients: to.map((indices) => indices.map((index) => PEOPLE[index] ?? '')) }),
      ...(minGapMs === undefined ? {} : { minGapMs }),
      outcomes,
      processed: Object.fromEntries(
        PEOPLE.slice(0, people)
          .map((identity, index) => [identity, processed[index] ?? 0] as const)
          .filter(([, times]) => times > 0),
      ),
    },
  };
}

/** Rows as the cases of both send calls. */
export const forBoth = (rows: readonly SendRow[]): readonly Case[] =>
  (['send', 'sendV2'] as const).flatMap((call) => rows.map((row) => toCase(call, row)));
