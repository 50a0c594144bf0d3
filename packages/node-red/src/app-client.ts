import type {
  Algorithm,
  Client,
  ClientOptions,
  ContentEncryption,
  DayCount,
  Guards,
  Journal,
  Logger,
  Problem,
  ResolvedOptions,
  Signer,
} from '@kore-notify/core';
import {
  ALGORITHMS,
  createClient,
  createDayCount,
  createPacerRegistry,
  DEFAULTS,
  describeProblems,
  isKoreNotifyError,
  KoreNotifyError,
  resolveOptions,
  usesPrivateKey,
} from '@kore-notify/core';
import { AxiosHttp, JoseSigner, JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import type { NodeAPI } from 'node-red';
import type { SavedConfig } from './config-version.ts';
import { connectionOptions } from './connection-nodes.ts';
import { type Settings, settingsOf } from './fields.ts';
import { refuseMissingVariables } from './missing-variables.ts';
import { FIELDS } from './nodes/kore-app/fields.ts';
import { given, savedSwitch, savedText } from './saved-values.ts';
import { sendJournalOf } from './send-journal.ts';
import { simulatorSecret } from './simulator-app.ts';

/** The credentials of a `kore-app`; Node-RED keeps them out of exported flows. */
export interface AppCredentials {
  readonly clientSecret?: string;
  /** PEM. */
  readonly privateKey?: string;
  /** JWK as JSON text. Whoever has it can make tokens, so it is kept like a secret. */
  readonly jwePublicKey?: string;
}

/** A client, and how to let go of its connections. */
export interface AppClient {
  readonly client: Client;
  /** Requests that it makes at once. */
  readonly maxInFlight: number;
  close(): void;
}

/** What a client is made of. */
export interface AppClientInput {
  readonly RED: NodeAPI;
  /** As saved in, or typed into, the dialog of a `kore-app`, with environment variables filled in. */
  readonly config: SavedConfig;
  readonly credentials: AppCredentials;
  readonly logger: Logger;
  /**
   * Id of the app, which shares the pace of its bot with every other app of this bot. Without one the client keeps a pace of
   * its own, as a test does: it makes two calls, and must not wait for a campaign.
   */
  readonly appId?: string;
}

/** One clock and one pace of each bot in this process: they outlive a deploy, as the platform's windows do. */
const clock = new SystemClock();
const pacers = createPacerRegistry(clock);

/** How many each app messaged today: a deploy begins no new day, and with a journal a restart does not either. */
const dayCounts = new Map<string, DayCount>();

function dayCountOf(
  bot: Pick<ResolvedOptions, 'origin' | 'botId'>,
  appId: string,
  journal?: Journal,
): DayCount {
  const { origin, botId } = bot;
  const name = JSON.stringify([appId, origin, botId]);
  const count =
    dayCounts.get(name) ?? createDayCount(journal && { journal, clock, origin, botId, app: appId });
  dayCounts.set(name, count);
  return count;
}

/** The app was removed: the limits that it set count no more. */
export function forgetLimits(appId: string): void {
  pacers.forget(appId);
}

/** Whom an app may message, as its dialog has it. Half of the quiet hours is passed on: the core says what is missing. */
function guardsOf(settings: Settings<typeof FIELDS>): Guards {
  const { only, never, perRun, perDay, timeZone, quietFrom, quietTo, timeZoneField, hold } = settings;
  const isQuiet = quietFrom !== undefined || quietTo !== undefined;
  return given({
    only,
    never,
    perRun,
    perDay,
    timeZone,
    quietHours: isQuiet
      ? {
          from: quietFrom ?? '',
          to: quietTo ?? '',
          timeZone: timeZone ?? 'UTC',
          hold,
          ...given({ timeZoneField }),
        }
      : undefined,
  });
}

function algorithmOf(config: SavedConfig): Algorithm {
  return (savedText(config['algorithm']) ?? 'HS256') as Algorithm;
}

/** Which of the credentials makes the tokens: with JWE the public key, else what the algorithm signs with. */
export function tokenCredential(config: SavedConfig): keyof AppCredentials {
  if (savedSwitch(config['useJwe'])) return 'jwePublicKey';
  return usesPrivateKey(algorithmOf(config)) ? 'privateKey' : 'clientSecret';
}

/** What a call makes, or what it says is wrong; other errors are thrown. */
function attempt<Made>(make: () => Made): { readonly made: Made } | { readonly refusal: KoreNotifyError } {
  try {
    return { made: make() };
  } catch (error) {
    if (isKoreNotifyError(error)) return { refusal: error };
    throw error;
  }
}

/** The key of an app, and what says how it signs. */
interface AppKey {
  readonly config: SavedConfig;
  readonly key: string;
}

/** What is wrong with the key, as a problem of the field that it stands in. */
function keyProblem({ config, key }: AppKey, { message, hint = '', problems }: KoreNotifyError): Problem {
  const [problem] = problems;
  if (problem !== undefined)
    return { ...problem, path: problem.path === 'publicKey' ? 'jwePublicKey' : problem.path };
  if (!ALGORITHMS.includes(algorithmOf(config)))
    return { path: 'algorithm', rule: 'choice', message, remedy: hint };
  const rule = key.trim() === '' ? 'required' : 'format';
  return { path: tokenCredential(config), rule, message, remedy: hint };
}

/** @throws KoreNotifyError `invalid_options`, if the key is missing or invalid */
function createSigner({ config, key }: AppKey): Signer {
  if (!savedSwitch(config['useJwe'])) return new JsonwebtokenSigner({ algorithm: algorithmOf(config), key });
  const contentEncryption = savedText(config['contentEncryption']) as ContentEncryption | undefined;
  return new JoseSigner({ publicKey: key, ...given({ contentEncryption }) });
}

/**
 * Checks the settings and the key together, so that nobody corrects one and then learns of the other.
 * @throws KoreNotifyError `invalid_options` with everything that is wrong
 */
function checkApp(
  app: AppKey,
  options: ClientOptions,
): { readonly signer: Signer; readonly resolved: ResolvedOptions } {
  const resolving = attempt(() => resolveOptions(options));
  const signing = attempt(() => createSigner(app));
  if ('made' in resolving && 'made' in signing) return { signer: signing.made, resolved: resolving.made };
  const list = 'refusal' in resolving ? [...resolving.refusal.problems] : [];
  if ('refusal' in signing) list.push(keyProblem(app, signing.refusal));
  const found = { list, count: list.length };
  const message = `The connection is not set up.\n${describeProblems(found)}`;
  throw new KoreNotifyError({ code: 'invalid_options', message }, found);
}

/**
 * Makes a client of a `kore-app`.
 *
 * @throws KoreNotifyError `invalid_options` with everything that is wrong with the configuration
 * @throws ConfigurationError if a TLS or proxy configuration cannot be used, or an environment variable is missing
 */
export function createAppClient({ RED, config, credentials, logger, appId }: AppClientInput): AppClient {
  const credential = tokenCredential(config);
  const typed = credentials[credential] ?? '';
  const key = typed === '' && credential === 'clientSecret' ? simulatorSecret(config) : typed;
  refuseMissingVariables([...Object.values(config), key]);
  const settings = settingsOf(FIELDS, config);
  const { host = '', botId: streamId = '', clientId = '' } = settings;
  // Of the settings the core takes those that it knows.
  const options = { ...given(settings), host, botId: streamId, clientId, guards: guardsOf(settings) };
  const { signer, resolved } = checkApp({ config, key }, options);
  const { origin, botId, ...limits } = resolved;
  const http = new AxiosHttp(connectionOptions(RED, config));
  const journal = sendJournalOf(RED);
  const shared = appId !== undefined && {
    pacer: pacers.pacerOf({ origin, botId, limits, user: appId }),
    dayCount: dayCountOf(resolved, appId, journal),
  };
  const client = createClient({ http, clock, signer, logger, ...given({ journal }), ...shared }, options);
  const { maxInFlight = DEFAULTS.maxInFlight } = settings;
  return { client, maxInFlight, close: () => http.close() };
}
