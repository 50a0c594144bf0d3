import { statSync } from 'node:fs';
import { type Algorithm, ALGORITHMS, usesPrivateKey } from '../auth/signing-key.ts';
import type { TokenEncryption } from '../auth/token-encryption.ts';
import { quoteName, quoteValue } from '../text/quote.ts';
import { checkPort } from '../validation/check-ports.ts';
import { CLIENT_OPTIONS, type Names, readClientOptions } from '../validation/read-given.ts';
import { checkOptions } from '../connection/resolve-options.ts';
import { isKoreNotifyError, problemsError } from '../vocabulary/errors.ts';
import type { ClientOptions, ResolvedOptions } from '../vocabulary/options.ts';
import type { Logger, Signer } from '../vocabulary/ports.ts';
import { ProblemCollector } from '../vocabulary/problems.ts';
import type { ProxyOptions, TlsOptions } from './create-agent.ts';
import { checkProxy, checkTls } from './check-connection-options.ts';
import { JoseSigner } from './jose-signer.ts';
import { JsonwebtokenSigner } from './jsonwebtoken-signer.ts';

/** Options of `createNodeClient`. */
export interface NodeClientOptions extends ClientOptions {
  /** Client Secret of the app, for HS256 and HS512. Either this, `privateKey` or `tokenEncryption`. */
  readonly clientSecret?: string;
  /** PEM text of an RSA private key, for RS256 and RS512. */
  readonly privateKey?: string;
  /** As set for the app at Kore.ai. @default 'HS256' with a client secret, 'RS256' with a private key */
  readonly algorithm?: Algorithm;
  /** The app has "Enforce JWE" on: tokens are encrypted, and neither secret nor private key is used. @default they are signed */
  readonly tokenEncryption?: TokenEncryption;
  /** `false` for none. @default as the environment says (HTTPS_PROXY, NO_PROXY) */
  readonly proxy?: ProxyOptions | false;
  /** For a platform whose certificate is not publicly trusted, or that asks for one. @default those of Node */
  readonly tls?: TlsOptions;
  /**
   * Folder for the journal of sends with `once`, created if missing. One process at a time may use it.
   * @default sends with `once` are refused
   */
  readonly journalFolder?: string;
  /** The log of the program. @default nothing is logged */
  readonly logger?: Logger;
}

/** Options that have been read once and checked. */
export interface CheckedNodeOptions {
  readonly given: Partial<NodeClientOptions>;
  readonly resolved: ResolvedOptions;
  readonly signer: Signer;
}

const NODE_OPTIONS: Names<NodeClientOptions> = {
  ...CLIENT_OPTIONS,
  clientSecret: true,
  privateKey: true,
  algorithm: true,
  tokenEncryption: true,
  proxy: true,
  tls: true,
  journalFolder: true,
  logger: true,
};

const ENCRYPTION_OPTIONS: Names<TokenEncryption> = {
  publicKey: true,
  keyEncryption: true,
  contentEncryption: true,
};

/** @throws KoreNotifyError `invalid_options`, with everything that is wrong. */
export function readNodeOptions(options: NodeClientOptions): CheckedNodeOptions {
  const found = new ProblemCollector();
  const given = readClientOptions(options, NODE_OPTIONS);
  const resolved = checkOptions(given, found);
  checkSwitches(given, found);
  const signer = createSigner(given, found);
  checkProxy(given.proxy, found);
  checkTls(given.tls, found);
  checkPort(given.logger, { name: 'logger', path: 'logger' }, found);
  checkFolder(given.journalFolder, found);
  checkNames(options, { known: NODE_OPTIONS }, found);
  if (signer === undefined || found.count > 0)
    throw problemsError('invalid_options', 'The client cannot be created.', found);
  return { given, resolved, signer };
}

function checkSwitches(given: Partial<NodeClientOptions>, found: ProblemCollector): void {
  for (const path of ['useJti', 'allowHttp'] as const) {
    const value: unknown = given[path];
    if (value !== undefined && typeof value !== 'boolean')
      found.add({ path, rule: 'type', message: 'It is not a boolean.', remedy: 'Pass true or false.' });
  }
}

/** What makes the tokens; undefined, with a problem, if there is no key that fits. */
function createSigner(given: Partial<NodeClientOptions>, found: ProblemCollector): Signer | undefined {
  if (given.tokenEncryption !== undefined) return createEncryptingSigner(given, found);
  const { clientSecret, privateKey } = given;
  const algorithm = given.algorithm ?? (privateKey === undefined ? 'HS256' : 'RS256');
  if (!ALGORITHMS.includes(algorithm)) {
    const remedy = `Pass one of ${ALGORITHMS.join(', ')}.`;
    const message = `${quoteValue(algorithm)} is not a valid option.`;
    found.add({ path: 'algorithm', rule: 'choice', message, remedy });
    return undefined;
  }
  if (clientSecret !== undefined && privateKey !== undefined) {
    const remedy = 'Pass the one that the app has at Kore.ai.';
    const message = 'There is a client secret too.';
    found.add({ path: 'privateKey', rule: 'conflict', message, remedy });
    return undefined;
  }
  const path = usesPrivateKey(algorithm) ? 'privateKey' : 'clientSecret';
  const key = given[path];
  if (key === undefined) {
    const remedy =
      'Pass clientSecret for HS256 and HS512, privateKey for RS256 and RS512, or tokenEncryption if the app has "Enforce JWE" on.';
    found.add({ path, rule: 'required', message: `It is missing, and ${algorithm} needs it.`, remedy });
    return undefined;
  }
  try {
    return new JsonwebtokenSigner({ algorithm, key });
  } catch (error) {
    if (!isKoreNotifyError(error)) throw error;
    const { message, hint = '' } = error;
    found.add({ path, rule: 'format', message, remedy: hint });
    return undefined;
  }
}

function createEncryptingSigner(
  given: Partial<NodeClientOptions>,
  found: ProblemCollector,
): Signer | undefined {
  for (const path of ['clientSecret', 'privateKey', 'algorithm'] as const)
    if (given[path] !== undefined)
      found.add({
        path,
        rule: 'conflict',
        message: 'Encrypted tokens are not signed.',
        remedy: 'Leave it out, or leave out tokenEncryption if the app does not have "Enforce JWE" on.',
      });
  const path = 'tokenEncryption';
  const encryption: unknown = given.tokenEncryption;
  if (typeof encryption !== 'object' || encryption === null) {
    const remedy = 'Pass { publicKey } with the JWK that Kore.ai shows for the app, or leave it out.';
    found.add({ path, rule: 'type', message: 'It is not an object.', remedy });
    return undefined;
  }
  try {
    const read = { ...encryption } as TokenEncryption;
    checkNames(read, { known: ENCRYPTION_OPTIONS, within: path }, found);
    return new JoseSigner(read);
  } catch (error) {
    if (!isKoreNotifyError(error)) {
      found.add({ path, rule: 'type', message: 'It cannot be read.', remedy: 'Pass a plain object.' });
      return undefined;
    }
    for (const problem of error.problems) found.add({ ...problem, path: `${path}.${problem.path}` });
    return undefined;
  }
}

function checkFolder(folder: unknown, found: ProblemCollector): void {
  if (folder === undefined) return;
  const path = 'journalFolder';
  if (typeof folder !== 'string' || folder.trim() === '')
    found.add({ path, rule: 'type', message: 'It is not a path.', remedy: 'Pass the path of a folder.' });
  else if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
    found.add({ path, rule: 'type', message: 'It is not a folder.', remedy: 'Pass the path of a folder.' });
}

/** Adds a problem for each option that there is not: a misspelt one would be ignored. */
function checkNames(
  options: object,
  { known, within }: { readonly known: Readonly<Record<string, true>>; readonly within?: string },
  found: ProblemCollector,
): void {
  const plain = (name: string): string => name.replaceAll(/[_-]/g, '').toLowerCase();
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name)) continue;
    const meant = Object.keys(known).find((option) => plain(option) === plain(name));
    const shown = quoteName(name) ?? 'options';
    found.add({
      path: within === undefined ? shown : `${within}.${shown}`,
      rule: 'unknown_property',
      message: 'Unknown option.',
      remedy: meant === undefined ? 'Remove it, or correct its name.' : `Use ${meant}.`,
    });
  }
}
