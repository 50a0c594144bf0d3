import type { AxiosHttp } from '@kore-notify/core/node';
import type { Node, NodeAPI } from 'node-red';
import type { SavedConfig } from './config-version.ts';
import { ConfigurationError } from './flow-error.ts';
import { given, savedText } from './saved-values.ts';

type HttpOptions = NonNullable<ConstructorParameters<typeof AxiosHttp>[0]>;
type TlsOptions = NonNullable<HttpOptions['tls']>;
type ProxyOptions = Exclude<NonNullable<HttpOptions['proxy']>, false>;

/** The id of a configuration node that was chosen in a dialog, if one was. */
export function chosenNode(id: unknown): string | undefined {
  const chosen = savedText(id);
  // What the editor has in the field when none is chosen.
  return chosen === '_ADD_' ? undefined : chosen;
}

/** A configuration node that runs. @throws ConfigurationError if the chosen one does not, or is a node of another type */
function configNode(
  RED: NodeAPI,
  { id, type, what }: { readonly id: unknown; readonly type: string; readonly what: string },
): Node | undefined {
  const wanted = chosenNode(id);
  if (wanted === undefined) return undefined;
  // getNode answers null for an id that does not run, whatever its type says.
  const found = RED.nodes.getNode(wanted) as Node | null;
  if (found === null) {
    throw new ConfigurationError(
      `${what} not deployed`,
      `The ${what} configuration of this Kore.ai app is not deployed, or is disabled. Deploy it, or choose another.`,
    );
  }
  if (found.type !== type) {
    throw new ConfigurationError(
      `wrong ${what} node`,
      `The ${what} configuration of this Kore.ai app is a node of type "${found.type}". Choose one of type "${type}".`,
    );
  }
  return found;
}

/** Node-RED's own `tls-config`: another package may have registered a type of this name. */
interface TlsConfigNode extends Node {
  readonly valid?: unknown;
  readonly addTLSOptions?: (options: TlsOptions) => TlsOptions;
}

function tlsOptions(RED: NodeAPI, id: unknown): TlsOptions | undefined {
  const node = configNode(RED, { id, type: 'tls-config', what: 'TLS' }) as TlsConfigNode | undefined;
  if (node === undefined) return undefined;
  if (node.valid === false || node.addTLSOptions === undefined) {
    throw new ConfigurationError(
      'TLS not readable',
      'The TLS configuration of this Kore.ai app cannot be read. Correct its certificate and key files: the log says which.',
    );
  }
  return node.addTLSOptions({});
}

/** Node-RED's own `http proxy`. Made by an import it has no credentials, whatever type they have otherwise. */
interface HttpProxyNode extends Omit<Node, 'credentials'> {
  readonly url?: unknown;
  readonly noproxy?: unknown;
  readonly credentials?: Readonly<Record<string, unknown>>;
}

/** With a scheme, since Node-RED takes `proxy.example.org:3128` too. @throws ConfigurationError that does not quote it: it may hold a password */
function proxyUrl(saved: unknown): string {
  const text = savedText(saved) ?? '';
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new ConfigurationError(
      'proxy URL invalid',
      'The proxy configuration of this Kore.ai app has no valid URL. Enter one such as http://proxy.example.com:3128.',
    );
  }
  return url;
}

function proxyOptions(RED: NodeAPI, id: unknown): ProxyOptions | undefined {
  const node = configNode(RED, { id, type: 'http proxy', what: 'proxy' }) as HttpProxyNode | undefined;
  if (node === undefined) return undefined;
  const { username, password: saved } = node.credentials ?? {};
  const [user = '', password = ''] = [username, saved].map((value) =>
    typeof value === 'string' ? value : '',
  );
  const noProxy = Array.isArray(node.noproxy)
    ? node.noproxy.filter((host) => typeof host === 'string')
    : undefined;
  return {
    url: proxyUrl(node.url),
    ...given({ noProxy }),
    ...((user !== '' || password !== '') && { credentials: { username: user, password } }),
  };
}

/** How a connection is made. */
export interface ConnectionOptions {
  readonly tls?: TlsOptions;
  readonly proxy?: ProxyOptions;
}

/**
 * What the TLS and proxy configurations that a `kore-app` names say of its connections.
 *
 * @throws ConfigurationError that says which of them is not deployed, of another type or cannot be used
 */
export function connectionOptions(RED: NodeAPI, config: SavedConfig): ConnectionOptions {
  return given({ tls: tlsOptions(RED, config['tls']), proxy: proxyOptions(RED, config['proxy']) });
}

/** Whether a connection is made with a private key or a password that is stored in another node. */
export function usesStoredSecret({ tls, proxy }: ConnectionOptions): boolean {
  const hasKey = tls !== undefined && (tls.key !== undefined || tls.pfx !== undefined);
  return hasKey || proxy?.credentials !== undefined || /^https?:\/\/[^/?#]*@/i.test(proxy?.url ?? '');
}
