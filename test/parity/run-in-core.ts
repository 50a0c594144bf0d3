import { type Client, createClient, isKoreNotifyError } from '@kore-notify/core';
import { AxiosHttp, JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import type { CaseOnHost, HostEnd } from './case-on-a-host.ts';
import { readReport } from './read-reports.ts';

/** Runs a case as a program would that uses the core. */
export async function runInCore({ one, connection, input }: CaseOnHost): Promise<HostEnd> {
  const { clientSecret, ...options } = connection;
  const http = new AxiosHttp({ proxy: false });
  const signer = new JsonwebtokenSigner({ algorithm: 'HS256', key: clientSecret });
  // Values come from flows as they are: a case may give what the types forbid.
  const client = createClient({ http, signer, clock: new SystemClock() }, options) as unknown as Record<
    keyof Client,
    (input: unknown, options: object) => Promise<unknown>
  >;
  try {
    return readReport(await client[one.call](input, one.options ?? {}));
  } catch (error) {
    if (!isKoreNotifyError(error)) throw error;
    const problems = error.problems.map(({ path }) => path);
    return { error: error.code, ...(problems.length > 0 && { problems }) };
  } finally {
    http.close();
  }
}
