import type { ErrorInfo, Problem } from '@kore-notify/core';
import { bound, describeError, isKoreNotifyError, KoreNotifyError, redact } from '@kore-notify/core';
import type { NodeStatus } from 'node-red';
import { given } from './saved-values.ts';
import { dotOf, inWordsOfNodeRed, problemsOfNodeRed, withNamesOfNodeRed } from './words.ts';

/** An error as a Catch node gets it: `msg.error` holds its message, `code` and `cause`. */
export interface FlowError extends Error {
  readonly code?: string;
  /** What is wrong with the input or the options, the first 50. */
  readonly problems?: readonly Problem[];
}

/** A node, or a configuration node that it uses, cannot work as it stands in the flow. */
export class ConfigurationError extends Error {
  readonly code = 'invalid_options';
  // Private, since Node-RED hands on every property that can be listed.
  readonly #dot: string;

  constructor(dot: string, message: string) {
    super(message);
    this.#dot = dot;
  }

  /** What a Catch node gets as its message. */
  override toString(): string {
    return this.message;
  }

  /** What the status dot shows: at most 20 characters. */
  get dot(): string {
    return this.#dot;
  }
}

/**
 * Node-RED copies only an error's own properties, and prints its text: so that is where everything has to be. Of somebody
 * else's error only the words go on, since its other properties may hold what it failed at.
 */
export function toFlowError(error: unknown): FlowError {
  if (error instanceof ConfigurationError) return error;
  if (!isKoreNotifyError(error)) {
    const given = error instanceof Error ? error : new Error(String(error));
    return speakAs(withStack(new Error(redact(given.message)), given), redact(given.message));
  }
  const { name, code } = error;
  const problems = problemsOfNodeRed(error.problems);
  const text =
    problems.length > 0 ? problemsFirst(describeError(error)) : withNamesOfNodeRed(describeError(error));
  const flowError = Object.assign(new Error(bound(text), { cause: factsOf(error) }), {
    name,
    code,
    ...(problems.length > 0 && { problems }),
  });
  // Where in our code it was thrown says nothing to somebody who mends a flow.
  const [title = ''] = text.split('\n');
  // Node-RED makes the text of a Catch node of it: the name of the class would stand before what helps.
  speakAs(flowError, flowError.message);
  return Object.assign(flowError, { stack: bound(title) });
}

/** The first words are all that a sidebar shows: what to correct comes before what did not happen for it. */
function problemsFirst(text: string): string {
  const [what = '', ...lines] = text.split('\n');
  return inWordsOfNodeRed([...lines, what].join('\n'));
}

/** What an object is as a text. Not one of its properties that are listed and copied. */
function speakAs<T extends object>(value: T, text: string): T {
  return Object.defineProperty(value, 'toString', { value: () => text, enumerable: false });
}

/** Its facts as plain data: Node-RED copies what it hands on. */
function factsOf({ code, message, hint, status, platformCode, platformMessage }: ErrorInfo): object {
  const facts = given({ code, message, hint, status, platformCode, platformMessage });
  const shown = Object.entries({ status, platformCode, platformMessage }).filter(
    ([, value]) => value !== undefined,
  );
  // The sidebar shows a cause as text, and would say [object Object].
  return speakAs(facts, [code, ...shown.map(([name, value]) => `${name}: ${String(value)}`)].join(', '));
}

/** A stack begins with the message, and Node-RED shows it as well. */
function withStack(shown: FlowError, { stack = '' }: Error): FlowError {
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  return Object.assign(shown, { stack: bound([`${shown.name}: ${shown.message}`, ...frames].join('\n')) });
}

/** The same for a failure that a report holds. */
export function flowErrorOf(info: ErrorInfo): FlowError {
  return toFlowError(new KoreNotifyError(info));
}

/** What the status dot shows of an error: what is missing or to be checked, else its code in words. */
export function failureStatus(error: FlowError): NodeStatus {
  const { code = 'failed', problems: [problem] = [] } = error;
  const words = problem === undefined ? undefined : dotOf(problem);
  const text = error instanceof ConfigurationError ? error.dot : (words ?? code.replaceAll('_', ' '));
  return { fill: 'red', shape: 'ring', text };
}
