import type { Client, Logger } from '@kore-notify/core';
import { createClient, DEFAULTS } from '@kore-notify/core';
import { AxiosHttp, JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import type { Node, NodeAPI } from 'node-red';
import type { SavedConfig } from './config-version.ts';
import { sendJournalOf } from './send-journal.ts';
import { given, savedNumber, savedSeconds, savedSwitch, savedText } from './saved-values.ts';

/** The credentials of a `kore-app`; Node-RED keeps them out of exported flows. */
export interface AppCredentials {
  readonly clientSecret?: string;
  /** PEM. */
  readonly privateKey?: string;
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
}

type HttpOptions = NonNullable<ConstructorParameters<typeof AxiosHttp>[0]>;
type TlsOptions = NonNullable<HttpOptions['tls']>;
type ProxyOptions = NonNullable<HttpOptions['proxy']>;
type Algorithm = ConstructorParameters<typeof JsonwebtokenSigner>[0]['algorithm'];

/** Node-RED's own `tls-config`. */
interface TlsConfigNode extends Node {
  readonly valid: boolean;
  addTLSOptions(options: TlsOptions): TlsOptions;
}

/** Node-RED's own `http proxy`. */
interface HttpProxyNode extends Node<{ readonly username?: string; readonly password?: string }> {
  readonly url?: string;
  readonly noproxy?: string[];
}

/** The id of a configuration node that was chosen in a dialog, if one was. */
export function chosenNode(id: unknown): string | undefined {
  const chosen = savedText(id);
  // What the editor has in the field when none is chosen.
  return chosen === '_ADD_' ? undefined : chosen;
}

function configNode(RED: NodeAPI, id: unknown, what: string): Node | undefined {
  const wanted = chosenNode(id);
  if (wanted === undefined) return undefined;
  // getNode answers null for an id that does not exist, whatever its type says.
  const found = RED.nodes.getNode(wanted) as Node | null;
  if (found === null) {
    throw new Error(
      `The ${what} configuration of this Kore.ai app is not deployed. Deploy it, or choose another.`,
    );
  }
  return found;
}

function tlsOptions(RED: NodeAPI, id: unknown): TlsOptions | undefined {
  const node = configNode(RED, id, 'TLS') as TlsConfigNode | undefined;
  if (node?.valid === false) {
    throw new Error(
      'The TLS configuration of this Kore.ai app cannot be read: see what it logged when it started.',
    );
  }
  return node?.addTLSOptions({});
}

function proxyOptions(RED: NodeAPI, id: unknown): ProxyOptions | undefined {
  const node = configNode(RED, id, 'proxy') as HttpProxyNode | undefined;
  if (node === undefined) return undefined;
  const { username, password } = node.credentials;
  return {
    url: node.url ?? '',
    ...given({ noProxy: node.noproxy }),
    ...(username && { credentials: { username, password: password ?? '' } }),
  };
}

function algorithmOf(config: SavedConfig): Algorithm {
  return (savedText(config['algorithm']) ?? 'HS256') as Algorithm;
}

/** Which of the credentials signs the tokens: HS algorithms use the secret, RS algorithms the private key. */
export function signingCredential(config: SavedConfig): keyof AppCredentials {
  return algorithmOf(config).startsWith('RS') ? 'privateKey' : 'clientSecret';
}

/**
 * Makes a client of a `kore-app`.
 *
 * @throws KoreNotifyError `invalid_options` with everything that is wrong with the configuration
 * @throws Error if a TLS or proxy configuration is missing
 */
export function createAppClient({ RED, config, credentials, logger }: AppClientInput): AppClient {
  const signer = new JsonwebtokenSigner({
    algorithm: algorithmOf(config),
    key: credentials[signingCredential(config)] ?? '',
  });
  const http = new AxiosHttp(
    given({ tls: tlsOptions(RED, config['tls']), proxy: proxyOptions(RED, config['proxy']) }),
  );
  const journal = sendJournalOf(RED);
  const client = createClient(
    { ...given({ journal }), http, clock: new SystemClock(), signer, logger },
    {
      host: savedText(config['host']) ?? '',
      botId: savedText(config['botId']) ?? '',
      clientId: savedText(config['clientId']) ?? '',
      useJti: savedSwitch(config['useJti']),
      allowHttp: savedSwitch(config['allowHttp']),
      ...given({
        subject: savedText(config['subject']),
        tokenLifetimeSeconds: savedNumber(config['tokenLifetimeSeconds']),
        maxPerMinute: savedNumber(config['maxPerMinute']),
        maxPerHour: savedNumber(config['maxPerHour']),
        maxInFlight: savedNumber(config['maxInFlight']),
        maxAttempts: savedNumber(config['maxAttempts']),
        requestTimeoutMs: savedSeconds(config['requestTimeoutSeconds']),
        timeScale: savedNumber(config['timeScale']),
      }),
    },
  );
  const maxInFlight = savedNumber(config['maxInFlight']) ?? DEFAULTS.maxInFlight;
  return { client, maxInFlight, close: () => http.close() };
}
