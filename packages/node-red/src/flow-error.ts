import type { ErrorInfo, ProblemList } from '@kore-notify/core';
import { describeProblems, isKoreNotifyError, KoreNotifyError } from '@kore-notify/core';
import type { NodeStatus } from 'node-red';

/** An error as a Catch node gets it: `msg.error` holds its message, `code` and `cause`. */
export interface FlowError extends Error {
  readonly code?: string;
  readonly problems?: ProblemList;
}

/** Node-RED copies only an error's own properties, and prints its text: so that is where everything has to be. */
export function toFlowError(error: unknown): FlowError {
  if (!isKoreNotifyError(error)) return error instanceof Error ? error : new Error(String(error));
  const { message, code, info, problems } = error;
  const list = problems === undefined ? '' : describeProblems(problems);
  const text = list === '' || message.includes(list) ? message : `${message}\n${list}`;
  return Object.assign(new Error(text, { cause: info }), {
    name: error.name,
    code,
    ...(problems && { problems }),
  });
}

/** The same for a failure that a report holds. */
export function flowErrorOf(info: ErrorInfo): FlowError {
  return toFlowError(new KoreNotifyError(info));
}

/** What the status dot shows of an error: its code, in words. */
export function failureStatus({ code = 'failed' }: FlowError): NodeStatus {
  return { fill: 'red', shape: 'ring', text: code.replaceAll('_', ' ') };
}
