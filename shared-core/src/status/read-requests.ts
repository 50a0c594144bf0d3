import type { StatusInput } from '../vocabulary/inputs.ts';
import { problemsError } from '../vocabulary/errors.ts';
import type { WaitForStatusOptions } from '../vocabulary/options.ts';
import type { Api } from '../vocabulary/outcomes.ts';
import { checkAmounts, isEmpty } from '../validation/check-settings.ts';
import { type ListFault, type ListRules, readList } from '../recipients/list/read-list.ts';
import { trimInvisible } from '../text/invisible.ts';
import { quoteValue } from '../text/quote.ts';
import { faultInId, hiddenIn } from '../validation/check-id.ts';
import { readInput, STATUS_INPUT } from '../validation/read-given.ts';
import { ProblemCollector } from '../vocabulary/problems.ts';
import { watch, type WatchedJob } from './watch-jobs.ts';

/**
 * The jobs that a status input means, each once. Rows without a request id were never accepted: they are passed over. None, if
 * it is the report of a send of which nothing was accepted: there is nothing to ask for, and nothing is wrong.
 * @throws KoreNotifyError `invalid_input`, also for times that are none.
 */
export function readRequests(
  input: StatusInput,
  { timeoutMs, firstIntervalMs, maxPauseMs }: WaitForStatusOptions,
): WatchedJob[] {
  const found = new ProblemCollector();
  checkAmounts({ timeoutMs, firstIntervalMs, maxPauseMs }, found);
  const { jobs, hasReport } = collectJobs(input, found);
  if (jobs.size === 0 && found.count === 0 && !hasReport)
    found.add({
      path: 'requests',
      rule: 'empty',
      message: 'There is no request id.',
      remedy: 'Enter the id (ds-…) that a send answered with, or its report.',
    });
  if (found.count > 0) throw problemsError('invalid_input', 'The status was not asked for.', found);
  return [...jobs.values()];
}

/** A request that somebody names. */
export interface NamedRequest {
  readonly requestId: string;
  readonly api: Api;
  /** Nothing that names it says the API: it is that of the input, and may be another. */
  readonly isApiAssumed: boolean;
}

/** The requests that can be found in a status input, each once; what is none is passed over. */
export function requestsIn(input: StatusInput): NamedRequest[] {
  return [...collectJobs(input, new ProblemCollector()).jobs.values()].map(
    ({ requestId, api, isApiAssumed = false }) => ({ requestId, api, isApiAssumed }),
  );
}

function collectJobs(
  input: StatusInput,
  found: ProblemCollector,
): {
  readonly jobs: Map<string, WatchedJob>;
  /** The report of a send is among what was given. */
  readonly hasReport: boolean;
} {
  let hasReport = false;
  const { requests, api } = readInput(input, STATUS_INPUT);
  if (api !== undefined && !APIS.has(api))
    found.add({
      path: 'api',
      rule: 'choice',
      message: `${quoteValue(api)} is not a version.`,
      remedy: 'Enter v1 or v2.',
    });
  const jobs = new Map<string, WatchedJob>();
  const add = (
    id: unknown,
    ownApi: unknown,
    path: string,
    { recipientCount, isApiAssumed }: Readonly<Record<string, unknown>> = {},
  ): void => {
    const requestId = typeof id === 'string' ? trimInvisible(id) : '';
    const hidden = requestId === '' ? undefined : hiddenIn(requestId);
    if (hidden !== undefined) found.add({ path, ...hidden });
    else if (requestId === '' || /^\.{1,2}$/.test(requestId) || faultInId(requestId) !== undefined)
      found.add({
        path,
        rule: 'required',
        message: 'It is not a request id.',
        remedy: 'Enter the id (ds-…) that a send answered with.',
      });
    else if (!jobs.has(requestId)) {
      const isNamed = ownApi === 'v1' || ownApi === 'v2';
      const count = typeof recipientCount === 'number' ? recipientCount : undefined;
      const job = watch(isNamed ? ownApi : (api ?? 'v2'), requestId, count);
      jobs.set(requestId, { ...job, isApiAssumed: !isNamed || isApiAssumed === true });
    }
  };
  // A report can hold itself.
  const seen = new Set<unknown>();
  const addEach = (given: unknown, listApi: Api | undefined, depth: number): void => {
    if (isEmpty(given) || seen.has(given)) return;
    seen.add(given);
    const reading = depth > MAX_DEPTH ? { fault: TOO_DEEP } : readList(given, REQUESTS);
    if ('fault' in reading) {
      found.add({ path: 'requests', ...reading.fault });
      return;
    }
    reading.list.forEach((entry, index) => {
      if (!isRecord(entry)) add(entry, listApi, `requests[${index}]`);
      else if (Array.isArray(entry['requests'])) {
        hasReport ||= Array.isArray(entry['recipients']);
        addEach(entry['requests'], listApi, depth + 1);
      } else if (Array.isArray(entry['jobs'])) addEach(entry['jobs'], listApi, depth + 1);
      else if (entry['requestId'] !== undefined || !('outcome' in entry))
        add(entry['requestId'], entry['api'] ?? listApi, `requests[${index}].requestId`, entry);
    });
  };
  try {
    addEach(requests, undefined, 0);
  } catch {
    // A getter or proxy of somebody else's object.
    found.add({
      path: 'requests',
      rule: 'type',
      message: 'They cannot be read.',
      remedy: 'Enter request ids as text.',
    });
  }
  return { jobs, hasReport };
}

const REQUESTS = { one: 'request', many: 'requests' } as const satisfies ListRules;

/** Lists inside reports inside lists: deeper than anybody means, and less than the stack allows. */
const MAX_DEPTH = 20;

const TOO_DEEP: ListFault = {
  rule: 'type',
  message: 'The requests are nested too deep.',
  remedy: 'Enter request ids as text, or one report.',
};

const APIS: ReadonlySet<unknown> = new Set(['v1', 'v2']);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
