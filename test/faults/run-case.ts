import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import {
  type Client,
  type ClientOptions,
  createCanceller,
  createClient,
  isKoreNotifyError,
  type KoreNotifyError,
} from '@kore-notify/core';
import { AxiosHttp, JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import {
  createSimulator,
  type ReceivedRequest,
  type Simulator,
  type SimulatorOptions,
} from '@kore-notify/simulator';
import type { Case } from '../cases/case.ts';

/** What came of a case. */
export interface Transcript {
  readonly value?: unknown;
  readonly error?: KoreNotifyError;
  /** What the simulator received for the call, in order. */
  readonly received: readonly ReceivedRequest[];
  /** What a second simulator received, which must be nothing. */
  readonly receivedElsewhere: readonly ReceivedRequest[];
  /** How often each identity was truly sent a message. */
  readonly processed: ReadonlyMap<string, number>;
  /** Ids of the devices subscribed in the end. */
  readonly devices: readonly string[];
  readonly requestId: string;
  /** Everything that a user or a log may see. */
  readonly shown: string;
  /** Whatever must not be seen. */
  readonly clientSecret: string;
}

/** Pauses and windows of the client run this much faster, so that no case waits for them. */
const TIME_SCALE = 6_000;
const LISTENS_AFTER_MS = 60;

/** A client of the real adapters for one simulator, and the lines that it logs. */
export interface TestClient extends Client {
  readonly logLines: string[];
  close(): void;
}

/** A client as a host would make it. */
export function connect(
  simulator: Pick<Simulator, 'url' | 'app'>,
  { clientSecret, ...options }: Partial<ClientOptions> & { readonly clientSecret?: string } = {},
): TestClient {
  const { botId, clientId, clientSecret: itsSecret } = simulator.app;
  const http = new AxiosHttp({ proxy: false });
  const logLines: string[] = [];
  const client = createClient(
    {
      http,
      clock: new SystemClock(),
      signer: new JsonwebtokenSigner({ algorithm: 'HS256', key: clientSecret ?? itsSecret }),
      logger: {
        log: (level, message, details) => void logLines.push(`${level} ${message} ${inspect(details)}`),
      },
    },
    { host: simulator.url, botId, clientId, timeScale: TIME_SCALE, ...options },
  );
  return { ...client, logLines, close: () => http.close() };
}

/** Runs a case through the core, with the real adapters, against a real simulator. */
export async function runCase(one: Case): Promise<Transcript> {
  const opened: Simulator[] = [];
  const open = async (options: SimulatorOptions): Promise<Simulator> => {
    const simulator = await createSimulator(options);
    opened.push(simulator);
    return simulator;
  };
  try {
    return await runAgainst(one, open);
  } finally {
    await Promise.all(opened.map((simulator) => simulator.stop()));
  }
}

async function runAgainst(
  one: Case,
  open: (options: SimulatorOptions) => Promise<Simulator>,
): Promise<Transcript> {
  const other = usesOther(one) ? await open({}) : undefined;
  let simulator = await open(one.simulator ?? {});
  const clientSecret = one.clientSecret ?? simulator.app.clientSecret;
  const client = connect(simulator, { ...one.client, clientSecret });
  let opening: Promise<void> | undefined;
  try {
    const requestId = one.listens === 'later' ? '' : await give(one, simulator);
    const receivedBefore = simulator.received().length;
    if (one.listens !== undefined) await simulator.stop();
    if (one.listens === 'later') {
      const { port } = simulator;
      opening = sleep(LISTENS_AFTER_MS).then(async () => {
        simulator = await open({ ...one.simulator, port });
        await give(one, simulator);
      });
    }
    const faults = fill(one.faults ?? [], '{otherUrl}', other?.url ?? '');
    for (const fault of faults) simulator.addFault(fault);

    const ended = await make(one, {
      client,
      input: fill(one.input, '{requestId}', requestId),
      received: () => simulator.received().length - receivedBefore,
    });
    await opening;
    return {
      ...ended,
      received: simulator.received().slice(receivedBefore),
      receivedElsewhere: other?.received() ?? [],
      processed: simulator.processed(),
      devices: simulator.devices().map(({ deviceId }) => deviceId),
      requestId,
      shown: [JSON.stringify(ended.value), inspect(ended.error, { depth: null }), ...client.logLines].join(
        '\n',
      ),
      clientSecret,
    };
  } finally {
    client.close();
  }
}

function usesOther({ faults = [] }: Case): boolean {
  return JSON.stringify(faults).includes('{otherUrl}');
}

/** The value with a placeholder filled in wherever it stands in a text. */
export function fill<T>(value: T, placeholder: string, text: string): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value).replaceAll(placeholder, text)) as T);
}

/** Makes what a case says is there. Returns the request id of the job. */
export async function give({ given = {}, simulator: options }: Case, simulator: Simulator): Promise<string> {
  for (const device of given.devices ?? []) simulator.subscribeDevice(device);
  if (given.job === undefined) return '';
  const giver = connect(simulator, { useJti: options?.jti === true });
  try {
    const report = await callByName(giver, given.job.call, given.job.input);
    return (report as { requests: { requestId: string }[] }).requests[0]?.requestId ?? '';
  } finally {
    giver.close();
  }
}

async function make(
  { call, options = {}, cancelAfter }: Case,
  {
    client,
    input,
    received,
  }: { readonly client: Client; readonly input: unknown; readonly received: () => number },
): Promise<{ readonly value?: unknown; readonly error?: KoreNotifyError }> {
  const canceller = createCanceller();
  let isOver = false;
  const watching = async (after: number): Promise<void> => {
    while (!isOver && received() < after) await sleep(2);
    // Once it has arrived, let it be processed.
    if (after > 0) await sleep(50);
    canceller.cancel();
  };
  if (cancelAfter === 0) canceller.cancel();
  const cancelling = cancelAfter === undefined ? undefined : watching(cancelAfter);
  try {
    return { value: await callByName(client, call, input, { ...options, signal: canceller.signal }) };
  } catch (error) {
    if (isKoreNotifyError(error)) return { error };
    throw error;
  } finally {
    isOver = true;
    await cancelling;
  }
}

/** Values come from flows as they are: a case may give what the types forbid. */
function callByName(
  client: Client,
  call: Case['call'],
  input: unknown,
  options: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const calls = client as unknown as Record<
    Case['call'],
    (input: unknown, options: object) => Promise<unknown>
  >;
  return calls[call](input, options);
}
