import { infoOf, isKoreNotifyError } from './vocabulary/errors.ts';
import { createTokenSource } from './auth/token-reuse.ts';
import { checkConnection, type ConnectionCheck } from './connection/check-connection.ts';
import {
  buildListRequest,
  buildSubscribeRequest,
  buildUnsubscribeAllRequest,
  buildUnsubscribeRequest,
  type SubscribeDeviceResult,
  type UnsubscribeDevicesResult,
} from './wire/devices.ts';
import type { DeviceRow } from './wire/device-rows.ts';
import {
  callDevices,
  readListInput,
  readSubscribeInput,
  readUnsubscribeAllInput,
  readUnsubscribeInput,
} from './devices/call-devices.ts';
import { createDayCount } from './send/guards/day-count.ts';
import { createPlan } from './send/plan.ts';
import type { SendPlan } from './send/planned-send.ts';
import type {
  ListDevicesInput,
  SendInput,
  SendV2Input,
  StatusInput,
  SubscribeDeviceInput,
  UnsubscribeAllDevicesInput,
  UnsubscribeDevicesInput,
} from './vocabulary/inputs.ts';
import {
  type CallOptions,
  type ClientOptions,
  DEFAULTS,
  type DeviceOptions,
  type SendOptions,
  type WaitForStatusOptions,
} from './vocabulary/options.ts';
import type { Api } from './vocabulary/outcomes.ts';
import type { SendReport, StatusReport } from './vocabulary/reports.ts';
import { RunMemory } from './calls/run-memory.ts';
import { readRequests } from './status/read-requests.ts';
import { recentJobsOf } from './calls/recent-jobs.ts';
import { reportStatus } from './status/report-status.ts';
import { isFinal, watchJobs } from './status/watch-jobs.ts';
import type { Ports } from './vocabulary/ports.ts';
import {
  CONNECTION_OPTIONS,
  readInput,
  readOptions,
  STATUS_INPUT,
  WAIT_OPTIONS,
} from './validation/read-given.ts';
import { boundLogger } from './calls/bound-logger.ts';
import { checkPorts } from './validation/check-ports.ts';
import { resolveOptions } from './connection/resolve-options.ts';
import type { Connection } from './calls/call-platform.ts';
import { createPacer, type Pacer } from './pace/pacer.ts';
import { createProgressMeter } from './scheduling/progress.ts';

/** Sends Kore.ai notifications of one bot. Use one client per bot: it has the bot's pace and token. */
export interface Client {
  /** The most recipients a run by the guards of the app; 0 = no maximum. */
  readonly maxRecipientsPerRun: number;
  /**
   * Reads, checks and splits a send, and sends nothing yet. Never rejects for what is wrong with the input: that is in the
   * plan, with a report in which everybody has an outcome.
   */
  plan(api: 'v1', input: SendInput, options?: SendOptions): Promise<SendPlan>;
  plan(api: 'v2', input: SendV2Input, options?: SendOptions): Promise<SendPlan>;
  /**
   * Sends the same text to everybody (docs/kore-ai-api.md#send-v1).
   * @throws KoreNotifyError `invalid_input`, before anything is sent. Anything later is in the report.
   */
  send(input: SendInput, options?: SendOptions): Promise<SendReport>;
  /**
   * Sends a message with placeholders, filled for each recipient (docs/kore-ai-api.md#send-v2).
   * @throws KoreNotifyError `invalid_input`, before anything is sent. Anything later is in the report.
   */
  sendV2(input: SendV2Input, options?: SendOptions): Promise<SendReport>;
  /**
   * Checks the status of each job once (docs/kore-ai-api.md#status).
   * @throws KoreNotifyError `invalid_input`. What keeps a job from being asked for is in the report.
   */
  getStatus(input: StatusInput, options?: CallOptions): Promise<StatusReport>;
  /**
   * Checks the status until each job is final, the timeout is over or the signal aborts. The report can be its next input.
   * @throws KoreNotifyError `invalid_input`. What keeps a job from being asked for is in the report.
   */
  waitForStatus(input: StatusInput, options?: WaitForStatusOptions): Promise<StatusReport>;
  /**
   * Subscribes a device to push messages (docs/kore-ai-api.md#devices).
   * @throws KoreNotifyError with the code of whatever kept it from being done; `invalid_input` before anything is sent.
   */
  subscribeDevice(input: SubscribeDeviceInput, options?: DeviceOptions): Promise<SubscribeDeviceResult>;
  /** Subscribed devices of a user (docs/kore-ai-api.md#devices). @throws KoreNotifyError as `subscribeDevice` */
  listDevices(input: ListDevicesInput, options?: DeviceOptions): Promise<readonly DeviceRow[]>;
  /**
   * Unsubscribes some devices of a user (docs/kore-ai-api.md#devices). Devices that are unknown to the platform are not
   * a failure: `isPartial` is true then.
   * @throws KoreNotifyError as `subscribeDevice`
   */
  unsubscribeDevices(
    input: UnsubscribeDevicesInput,
    options?: DeviceOptions,
  ): Promise<UnsubscribeDevicesResult>;
  /** Unsubscribes all devices of a user. @throws KoreNotifyError as `subscribeDevice` */
  unsubscribeAllDevices(
    input: UnsubscribeAllDevicesInput,
    options?: DeviceOptions,
  ): Promise<{ readonly message: string }>;
  /** Finds out whether host, credentials, scope and clock are right. Sends no notification. Never rejects. */
  checkConnection(options?: Pick<CallOptions, 'signal' | 'maxPauseMs'>): Promise<ConnectionCheck>;
}

const NOTHING_UNSUBSCRIBED: UnsubscribeDevicesResult = {
  message: 'Nothing to do: no devices.',
  unsubscribedDevices: [],
  invalidDeviceIds: [],
  devices: [],
  isPartial: false,
};

/**
 * A client for one bot. Pass a pacer if it must outlive the client (docs/another-host.md#pace).
 * @throws KoreNotifyError `invalid_options`, with everything that is wrong with ports and options.
 */
export function createClient(
  ports: Ports & { readonly pacer?: Pacer },
  clientOptions: ClientOptions,
): Client {
  checkPorts(ports);
  const options = resolveOptions(clientOptions);
  const { clock } = ports;
  const { origin, botId, clientId: app } = options;
  const { journal } = ports;
  const pacer = ports.pacer ?? createPacer(clock, options);
  let runs = 0;
  const connection: Connection = {
    ports: { ...ports, ...(ports.logger && { logger: boundLogger(ports.logger) }) },
    options,
    pacer,
    tokens: createTokenSource(ports, options),
    recent: recentJobsOf(pacer, clock),
    nextRun: () => ++runs,
    dayCount: ports.dayCount ?? createDayCount(journal && { journal, clock, origin, botId, app }),
    ...(ports.memory && { memory: new RunMemory(ports.memory) }),
  };

  const plan = (api: Api, input: SendInput | SendV2Input, sendOptions: SendOptions | undefined) =>
    createPlan(connection, { api, input, options: sendOptions });
  const askStatus = async (
    given: StatusInput,
    { timeoutMs, ...others }: WaitForStatusOptions,
    isWaiting: boolean,
  ): Promise<StatusReport> => {
    const startMs = clock.elapsedMs();
    const input = readInput(given, STATUS_INPUT) as StatusInput;
    const waiting = isWaiting ? { ...others, timeoutMs: timeoutMs ?? DEFAULTS.waitTimeoutMs } : others;
    const jobs = readRequests(input, waiting);
    const progress = createProgressMeter(clock, waiting.onProgress, {
      phase: 'waiting',
      jobsTotal: jobs.length,
    });
    const end = await watchJobs(connection, jobs, {
      ...waiting,
      startsLater: false,
      onLook: () => progress.update({ jobsFinal: jobs.filter(isFinal).length }),
      progress,
    }).finally(() => progress.end());
    return reportStatus(jobs, end, Math.round(clock.elapsedMs() - startMs));
  };

  return {
    maxRecipientsPerRun: options.guards?.perRun ?? 0,
    plan: (api: Api, input: SendInput | SendV2Input, sendOptions?: SendOptions) =>
      plan(api, input, sendOptions),
    send: async (input, sendOptions) => (await plan('v1', input, sendOptions)).orThrow().send(),
    sendV2: async (input, sendOptions) => (await plan('v2', input, sendOptions)).orThrow().send(),
    getStatus: async (input, callOptions) => askStatus(input, readOptions(callOptions, WAIT_OPTIONS), false),
    waitForStatus: async (input, waiting) => askStatus(input, readOptions(waiting, WAIT_OPTIONS), true),
    subscribeDevice: async (input, callOptions) =>
      callDevices(connection, buildSubscribeRequest(botId, readSubscribeInput(input)), callOptions),
    listDevices: async (input, callOptions) =>
      callDevices(connection, buildListRequest(botId, readListInput(input)), callOptions),
    unsubscribeDevices: async (input, callOptions) => {
      const read = readUnsubscribeInput(input);
      if (read.devices.length === 0) return NOTHING_UNSUBSCRIBED;
      return callDevices(connection, buildUnsubscribeRequest(botId, read), callOptions);
    },
    unsubscribeAllDevices: async (input, callOptions) =>
      callDevices(connection, buildUnsubscribeAllRequest(botId, readUnsubscribeAllInput(input)), callOptions),
    checkConnection: async (callOptions) => {
      try {
        return await checkConnection(connection, readOptions(callOptions, CONNECTION_OPTIONS));
      } catch (error) {
        if (!isKoreNotifyError(error)) throw error;
        return { ok: false, message: error.message, error: infoOf(error) };
      }
    },
  };
}
