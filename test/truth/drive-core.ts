import { inspect } from 'node:util';
import {
  createCanceller,
  createClient,
  type Http,
  isKoreNotifyError,
  OUTCOMES,
  type OutcomeCounts,
  type SendOptions,
} from '@kore-notify/core';
import { AxiosHttp, JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import { messageOf, recipientsOf } from './model.ts';
import { FIRST_LOOK_MS, type Script, WAIT_MS } from './script.ts';
import type { Ended, Staged } from './stage.ts';
import { UNKNOWN_HOST } from './unknown-names.ts';

/** Drives the core with its Node adapters, as a host would. */
export async function driveCore(staged: Staged): Promise<Ended> {
  const { script, simulator, host, settings } = staged;
  const { botId, clientId, clientSecret } = simulator.app;
  const http = new AxiosHttp({ proxy: false });
  const logLines: string[] = [];
  const canceller = createCanceller();
  const sums = new Set<number>();
  const client = createClient(
    {
      http: withoutNameAtFirst(http, script),
      clock: new SystemClock(),
      signer: new JsonwebtokenSigner({ algorithm: 'HS256', key: clientSecret }),
      logger: { log: (...line) => void logLines.push(inspect(line, { depth: null })) },
    },
    { host, botId, clientId, ...settings },
  );
  const options: SendOptions = {
    signal: canceller.signal,
    recipientsPerRequest: script.recipientsPerRequest,
    onBadRecipient: script.onBadRecipient,
    onUnknown: script.onUnknown,
    wait: script.waits ? { timeoutMs: WAIT_MS, firstIntervalMs: FIRST_LOOK_MS } : false,
    ...(script.maxPauseMs === undefined ? {} : { maxPauseMs: script.maxPauseMs }),
    ...(script.paceShare === undefined ? {} : { paceShare: script.paceShare }),
    onProgress: ({ counts }) => void sums.add(sumOf(counts)),
  };
  const { channel } = script;
  const input = { channel, message: messageOf(script), recipients: recipientsOf(script) };
  staged.onCancel(() => canceller.cancel());
  try {
    const report = await (script.api === 'v1' ? client.send(input, options) : client.sendV2(input, options));
    const given = script.recipients.length;
    for (const sum of [...sums, sumOf(report.counts), report.total])
      if (sum !== given) throw new Error(`Of ${given} recipients ${sum} are accounted for.`);
    return {
      rows: report.recipients,
      shown: `${inspect(report, { depth: null })} ${JSON.stringify(report)} ${logLines.join('\n')}`,
    };
  } catch (error) {
    if (!isKoreNotifyError(error)) throw error;
    return { error: error.code, shown: `${inspect(error, { depth: null })} ${logLines.join('\n')}` };
  } finally {
    http.close();
  }
}

function sumOf(counts: OutcomeCounts): number {
  return OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
}

/** The name of the host is not known to the first calls, if the script says so. */
function withoutNameAtFirst(http: Http, { outage }: Script): Http {
  if (outage?.kind !== 'dns-at-first') return http;
  let calls = 0;
  return {
    send(request) {
      const { pathname } = new URL(request.url);
      const isUnknown = calls++ < outage.calls;
      return http.send(isUnknown ? { ...request, url: `https://${UNKNOWN_HOST}${pathname}` } : request);
    },
  };
}
