import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { createHostCheck } from './allowed-hosts.ts';
import { registerControl } from './control/register-control.ts';
import type { Fault, PendingFault } from './faults.ts';
import { isInboxPage, registerInbox } from './inbox/register-inbox.ts';
import type { App, DirectoryRule, SimulatorOptions } from './options.ts';
import { DEFAULT_APP, resolveOptions } from './options.ts';
import { deliver } from './platform/answer.ts';
import { registerPlatform } from './platform/handle-call.ts';
import { Refusal } from './platform/refusals.ts';
import { refuseOtherSites } from './refuse-other-sites.ts';
import { CONTROL_PREFIX, CONTROL_ROUTES, PLATFORM_ROUTES } from './routes.ts';
import type { Kept } from './simulation.ts';
import { createSimulation, describeKept, resetSimulation, startScenario } from './simulation.ts';
import type { Push } from './push/push-log.ts';
import type { ScenarioName } from './scenario-names.ts';
import type { PublicJwk } from './platform/token-keys.ts';
import type { SubscribedDevice } from './store/device-book.ts';
import type { InboxMessage, Job, OutcomeChange, ProcessedMessage } from './store/job.ts';
import type { ReceivedRequest } from './store/received-log.ts';

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:12345` */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** The default app: these values work, in every simulator. */
  readonly app: { readonly botId: string; readonly clientId: string; readonly clientSecret: string };
  /** In order of arrival, also what was refused or met a fault; the latest `maxMessages`. */
  received(): ReceivedRequest[];
  /** Scripts a fault. @throws TypeError that says what is wrong with it */
  addFault(fault: Fault): void;
  /** The faults that have not run out. */
  faults(): PendingFault[];
  clearFaults(): void;
  jobs(): Job[];
  /** The inbox, in order; the latest `maxMessages`. */
  messages(): InboxMessage[];
  /** Every device, or those of one user. */
  devices(userId?: string): SubscribedDevice[];
  /** Subscribes a device without a call; of the default bot unless it says otherwise. */
  subscribeDevice(device: Omit<SubscribedDevice, 'botId'> & { botId?: string }): void;
  /**
   * The truth to compare reports with: how often each identity was really sent a message. It forgets none before half of
   * the memory is full of them; `kept()` says how many.
   */
  processed(): Map<string, number>;
  /** What was really sent, in order; the latest `maxMessages`. */
  processedMessages(): ProcessedMessage[];
  /** What is kept, what it takes in memory, and what had to go. */
  kept(): Kept;
  /** Adds an app, or replaces the one with its client id. @throws TypeError if it has no key */
  addApp(app: App): void;
  /** The public key of an app that enforces JWE, as Kore.ai shows it; undefined if it does not. @default of the default app */
  publicJwk(clientId?: string): PublicJwk | undefined;
  /** Replaces the rules of who can be reached. */
  setDirectory(rules: readonly DirectoryRule[]): void;
  /** Starts a scenario: its faults, rules, limits and job duration replace those that were set. */
  startScenario(name: ScenarioName): void;
  /**
   * Changes what became of a message, or of all of a job, after the fact.
   * @returns how many messages
   * @throws TypeError if there is no such job or recipient
   */
  changeOutcome(change: OutcomeChange): number;
  /** Where push messages are posted; empty for nowhere. @throws TypeError unless it is on this machine or an allowed host */
  setPushWebhook(url: string): void;
  /** Posts a push message for the devices of a user to the webhook, as Kore.ai does. @throws TypeError without webhook or device */
  push(message: { userId: string; message: string; botId?: string }): Promise<Push>;
  /** The latest push messages, in order. */
  pushes(): Push[];
  /** Everything as at the start, also limits, faults, apps and rules. */
  reset(): void;
  /** Closes the listener and every open connection. May be called again. */
  stop(): Promise<void>;
}

/** Longest id taken in a path. */
const MAX_ID_LENGTH = 1_000;

/** Headers come at once; a request that says nothing for longer is ended. */
const MAX_HEADERS_TIMEOUT_MS = 15_000;

/** How often Node looks for requests that take too long. */
const MAX_CHECK_INTERVAL_MS = 5_000;

/**
 * Starts a simulator of the platform.
 * @throws RangeError for an option out of range; Error with `code` `EADDRINUSE` if the port is taken
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = resolveOptions(options);
  const stopping = new AbortController();
  const simulation = createSimulation(settings, stopping.signal);
  const { requestTimeoutMs } = settings;
  const server = fastify({
    bodyLimit: settings.maxBodyBytes,
    exposeHeadRoutes: false,
    requestTimeout: requestTimeoutMs,
    http: {
      headersTimeout: Math.min(requestTimeoutMs, MAX_HEADERS_TIMEOUT_MS),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, MAX_CHECK_INTERVAL_MS),
    },
    // Paths that are none, for example with a broken percent sign; they never come to a route.
    frameworkErrors: (_error, request, reply) => {
      if (isRefused(request, reply)) return;
      const { method = '', url: path = '', headers } = request.raw;
      const received = simulation.received.add({ call: undefined, method, path, headers });
      void deliver(reply, { simulation, received }, new Refusal('notFound'));
    },
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_ID_LENGTH },
  });
  const isRefused = refuseOtherSites(server, {
    isAllowedHost: createHostCheck(settings),
    isPage: isInboxPage,
    controlPrefix: CONTROL_PREFIX,
  });
  let url = '';
  const controlContext = () => ({
    simulation,
    url,
    platformRoutes: PLATFORM_ROUTES,
    controlRoutes: CONTROL_ROUTES,
    controlPrefix: CONTROL_PREFIX,
  });

  await server.register((platform, _options, done) => {
    registerPlatform(platform, simulation, PLATFORM_ROUTES);
    done();
  });
  await server.register(
    (control, _options, done) => {
      registerControl(control, controlContext, CONTROL_ROUTES);
      done();
    },
    { prefix: CONTROL_PREFIX },
  );
  await server.register((inbox, _options, done) => {
    registerInbox(inbox);
    done();
  });
  await server.listen({ port: settings.port, host: settings.host });

  const { port } = server.server.address() as AddressInfo;
  url = `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`;
  let stopped: Promise<void> | undefined;
  /** Whoever watches the inbox is told of what a program changes, too. */
  const noted = <Args extends unknown[], Result>(change: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      simulation.changes.note();
      return change(...args);
    };
  };

  return {
    url,
    host: settings.host,
    port,
    app: DEFAULT_APP,
    received: () => simulation.received.list(),
    addFault: noted((fault: Fault) => simulation.faults.add(fault)),
    faults: () => simulation.faults.list(),
    clearFaults: noted(() => simulation.faults.clear()),
    jobs: () => simulation.jobs.list(),
    messages: () => simulation.jobs.messages(),
    devices: (userId) => simulation.devices.list(userId),
    subscribeDevice: noted((device: Omit<SubscribedDevice, 'botId'> & { botId?: string }) =>
      simulation.devices.subscribe({ botId: DEFAULT_APP.botId, ...device }),
    ),
    processed: () => new Map(simulation.jobs.processed.entries()),
    processedMessages: () =>
      simulation.jobs
        .messages()
        .map(({ identity, text, requestId, channel }) => ({ identity, text, requestId, channel })),
    kept: () => describeKept(simulation),
    addApp: (app) => simulation.authentication.add(app),
    publicJwk: (clientId = DEFAULT_APP.clientId) => simulation.authentication.publicJwkOf(clientId),
    setDirectory: noted((rules: readonly DirectoryRule[]) => simulation.directory.set(rules)),
    startScenario: noted((name: ScenarioName) => startScenario(simulation, name)),
    changeOutcome: noted((change: OutcomeChange) => {
      const changed = simulation.jobs.changeOutcome(change);
      if (changed === undefined || changed === 0)
        throw new TypeError(
          `No message fits: request id ${change.requestId}, recipient ${change.identity ?? 'any'}.`,
        );
      return changed;
    }),
    setPushWebhook: (address) => simulation.pushes.setWebhook(address),
    push: noted(
      ({
        userId,
        message: text,
        botId = DEFAULT_APP.botId,
      }: {
        userId: string;
        message: string;
        botId?: string;
      }) => {
        const message = { botId, userId, text };
        return simulation.pushes.post(message, simulation.devices.ofUser(message));
      },
    ),
    pushes: () => simulation.pushes.list(),
    reset: noted(() => resetSimulation(simulation)),
    stop: () => {
      stopping.abort();
      stopped ??= server.close();
      return stopped;
    },
  };
}
