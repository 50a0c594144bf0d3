import { isKoreNotifyError, KoreNotifyError } from '../vocabulary/errors.ts';
import type { StatusInput } from '../vocabulary/inputs.ts';
import type { CallOptions, WaitForStatusOptions } from '../vocabulary/options.ts';
import { statusFailureOf } from '../vocabulary/read-report.ts';
import type { JobReport, StatusReport } from '../vocabulary/reports.ts';
import { readRequests, requestsIn } from './read-requests.ts';

/** Who asks: a client, or why there is none. */
export type Asker =
  | {
      getStatus(input: StatusInput, options?: CallOptions): Promise<StatusReport>;
      waitForStatus(input: StatusInput, options?: WaitForStatusOptions): Promise<StatusReport>;
    }
  | { readonly refusal: KoreNotifyError };

/** One row of somebody's input: which jobs it asks for. */
export interface StatusRequestRow {
  /** Where it stands in the input; it is given back. */
  readonly source: number;
  /** The client, or why there is none. */
  readonly asker: Asker;
  /** The jobs of this row. */
  readonly input: StatusInput;
  /** True to wait until the jobs are final; false to check once. */
  readonly isWaiting: boolean;
  /** Of a wait; a single look takes those that it knows. */
  readonly options: WaitForStatusOptions;
}

/** A job, and the rows that ask for it. */
export interface AskedJob {
  /** Rows that name it, by their `source`. */
  readonly sources: readonly number[];
  /** What became of it. */
  readonly job: JobReport;
}

/** What came of all rows. */
export interface AskedJobs {
  /** Each job once. */
  readonly jobs: readonly AskedJob[];
  /** Rows whose jobs could not be asked for, and why. */
  readonly failed: readonly { readonly source: number; readonly error: KoreNotifyError }[];
  /** The failure of the run as a whole, and a row to show it at: nothing is known of any job. */
  readonly failure?: { readonly error: KoreNotifyError; readonly source: number } | undefined;
}

/** Rows with equal options: their jobs are asked for together. */
interface Group extends Omit<StatusRequestRow, 'source' | 'input'> {
  readonly requests: Map<number, ReturnType<typeof requestsIn>>;
}

/** Options of a run over many rows. */
export interface AskManyOptions extends Pick<CallOptions, 'signal' | 'onProgress'> {
  /** `stop`: nothing is asked for if a row names something else. @default 'skip' */
  readonly onBadRow?: 'stop' | 'skip';
}

/**
 * Asks for the jobs that the rows name, those with equal options and client together. A row that names none is passed over,
 * unless all do; one that names something else fails alone.
 */
export async function askMany(
  rows: Iterable<StatusRequestRow>,
  { onBadRow = 'skip', ...run }: AskManyOptions = {},
): Promise<AskedJobs> {
  const failed: { source: number; error: KoreNotifyError }[] = [];
  const fail = (source: number, error: unknown): void => {
    if (!isKoreNotifyError(error)) throw error;
    failed.push({ source, error });
  };
  const groups: Group[] = [];
  const byAsker = new Map<Asker, Map<string, Group>>();
  let nothing: StatusRequestRow | undefined;
  for (const { source, ...row } of rows) {
    const { asker, input, isWaiting, options } = row;
    if (isNothing(input)) {
      nothing ??= { source, ...row };
      continue;
    }
    try {
      readRequests(input, options);
    } catch (error) {
      fail(source, error);
      continue;
    }
    const known = byAsker.get(asker) ?? new Map<string, Group>();
    byAsker.set(asker, known);
    const key = JSON.stringify([isWaiting, options]);
    let group = known.get(key);
    if (group === undefined) {
      group = { asker, isWaiting, options, requests: new Map() };
      known.set(key, group);
      groups.push(group);
    }
    group.requests.set(source, requestsIn(input));
  }
  if (groups.length === 0 && failed.length === 0 && nothing !== undefined)
    try {
      readRequests(nothing.input, nothing.options);
    } catch (error) {
      fail(nothing.source, error);
    }

  const [bad] = failed;
  if (bad !== undefined && onBadRow === 'stop') return { jobs: [], failed, failure: bad };

  const asked = await Promise.all(groups.map((group) => ask(group, run)));
  const jobs: AskedJob[] = [];
  /** Of rows and groups that came to nothing. */
  const failures: { error: KoreNotifyError; source: number }[] = [...failed];
  const parts = groups.length + failed.length;
  asked.forEach((answer, position) => {
    const { requests } = groups[position] ?? { requests: new Map<number, ReturnType<typeof requestsIn>>() };
    const [first = 0] = requests.keys();
    if (answer instanceof KoreNotifyError) {
      for (const source of requests.keys()) fail(source, answer);
      failures.push({ error: answer, source: first });
      return;
    }
    for (const job of answer.jobs) {
      const names = ([, named]: [number, ReturnType<typeof requestsIn>]): boolean =>
        named.some(({ requestId }) => requestId === job.requestId);
      jobs.push({ sources: [...requests].filter(names).map(([source]) => source), job });
    }
    const failure = statusFailureOf(answer);
    if (failure !== undefined) failures.push({ error: new KoreNotifyError(failure), source: first });
  });
  const isWhole = failures.length > 0 && failures.length === parts;
  return { jobs, failed, failure: isWhole ? failures[0] : undefined };
}

async function ask(
  { asker, isWaiting, options, requests }: Group,
  run: Pick<CallOptions, 'signal' | 'onProgress'>,
): Promise<StatusReport | KoreNotifyError> {
  if ('refusal' in asker) return asker.refusal;
  const input = { requests: [...requests.values()].flat() };
  try {
    if (isWaiting) return await asker.waitForStatus(input, { ...options, ...run });
    const { maxPauseMs } = options;
    return await asker.getStatus(input, { ...(maxPauseMs === undefined ? {} : { maxPauseMs }), ...run });
  } catch (error) {
    if (isKoreNotifyError(error)) return error;
    throw error;
  }
}

function isNothing({ requests }: StatusInput): boolean {
  const given: unknown = requests;
  return (
    given === undefined || given === null || given === '' || (Array.isArray(given) && given.length === 0)
  );
}
