import type { ErrorInfo, Problem } from '@kore-notify/core';
import { bound, describeError, isKoreNotifyError, KoreNotifyError, redact } from '@kore-notify/core';
import type { NodeStatus } from 'node-red';
import { given } from './saved-values.ts';

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
    return withStack(new Error(redact(given.message)), given);
  }
  const { name, code, problems } = error;
  const text = describeError(error);
  const flowError = Object.assign(new Error(bound(text), { cause: factsOf(error) }), {
    name,
    code,
    ...(problems.length > 0 && { problems }),
  });
  // Where in our code it was thrown says nothing to somebody who mends a flow.
  const [title = ''] = text.split('\n');
  return Object.assign(flowError, { stack: bound(`${name}: ${title}`) });
}

/** Its facts as plain data: Node-RED copies what it hands on. */
function factsOf({ code, message, hint, status, platformCode, platformMessage }: ErrorInfo): object {
  return given({ code, message, hint, status, platformCode, platformMessage });
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

/** What the status dot shows of an error: its code, in words. */
export function failureStatus(error: FlowError): NodeStatus {
  const { code = 'failed' } = error;
  const text = error instanceof ConfigurationError ? error.dot : code.replaceAll('_', ' ');
  return { fill: 'red', shape: 'ring', text };
}
