import type { ClientOptions } from '@kore-notify/core';
import { createSimulator, type ReceivedRequest, type Simulator } from '@kore-notify/simulator';
import type { Case } from '../cases/case.ts';
import { fill, give } from '../faults/run-case.ts';

/** Pauses and windows of every host run this much faster, so that no case waits for them. */
export const TIME_SCALE = 6_000;

/** A case that is ready to be run by a host. */
export interface CaseOnHost {
  readonly one: Case;
  readonly simulator: Simulator;
  /** With its placeholders filled. */
  readonly input: unknown;
  readonly connection: Partial<ClientOptions> & {
    readonly host: string;
    readonly botId: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly timeScale: number;
  };
}

/** What a host says that came of a case, in the words that all of them have in common. */
export interface HostEnd {
  /** Of a send, by recipient: the outcome, and after a colon the reason. */
  readonly outcomes?: readonly string[] | undefined;
  /** Code of the failure, where no outcome tells it. */
  readonly error?: string | undefined;
  /** Paths of the problems of bad input. */
  readonly problems?: readonly string[] | undefined;
  /** Of a look at jobs. */
  readonly jobs?: readonly object[] | undefined;
}

/** What the platform saw of a case, and what the host said of it. */
export interface HostTranscript extends HostEnd {
  /** Method, path, body and answer of each request; sorted where requests may be under way together. */
  readonly wire: readonly string[];
  readonly processed: readonly (readonly [string, number])[];
  /** Ids of the devices subscribed in the end. */
  readonly devices: readonly string[];
}

/** Runs a case on one host, against a simulator of its own. */
export async function runOnHost(
  one: Case,
  runs: (ready: CaseOnHost) => Promise<HostEnd>,
): Promise<HostTranscript> {
  const other = await createSimulator();
  const simulator = await createSimulator(one.simulator);
  try {
    const { botId, clientId, clientSecret } = simulator.app;
    const connection = {
      host: simulator.url,
      botId,
      clientId,
      clientSecret: one.clientSecret ?? clientSecret,
      timeScale: TIME_SCALE,
      ...one.client,
    };
    const requestId = await give(one, simulator);
    const before = simulator.received().length;
    for (const fault of fill(one.faults ?? [], '{otherUrl}', other.url)) simulator.addFault(fault);
    if (one.listens !== undefined) await simulator.stop();
    const end = await runs({ one, simulator, connection, input: fill(one.input, '{requestId}', requestId) });
    const wire = simulator.received().slice(before).map(describe);
    const elsewhere = other.received().map((request) => `elsewhere ${describe(request)}`);
    return {
      ...end,
      wire: [...(one.client?.maxInFlight === 1 ? wire : wire.sort()), ...elsewhere],
      processed: [...simulator.processed()].sort(([a], [b]) => a.localeCompare(b)),
      devices: simulator.devices().map(({ deviceId }) => deviceId),
    };
  } finally {
    await Promise.all([simulator.stop(), other.stop()]);
  }
}

/** Request ids are another in each run. */
function describe({ method, path, body, answeredStatus = 0 }: ReceivedRequest): string {
  const text = body === undefined ? '' : ` ${JSON.stringify(body)}`;
  return `${method} ${path.replaceAll(/ds-[0-9a-f-]{20,}/g, '{requestId}')}${text} → ${answeredStatus === 0 ? 'no answer' : answeredStatus}`;
}
