import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { ProblemCollector } from '../vocabulary/problems.ts';
import { isProxyUrl, type TlsOptions } from './create-agent.ts';

/** Adds a problem for everything that is wrong with a proxy; never quotes it, since it may hold a password. */
export function checkProxy(proxy: unknown, found: ProblemCollector): void {
  if (proxy === undefined || proxy === false) return;
  if (!isRecord(proxy)) {
    const remedy = 'Pass { url }, false for none, or leave it out to go by the environment (HTTPS_PROXY).';
    found.add({ path: 'proxy', rule: 'type', message: 'It is not an object.', remedy });
    return;
  }
  const { url, noProxy = [], credentials } = proxy;
  if (typeof url !== 'string' || !isProxyUrl(url))
    found.add({
      path: 'proxy.url',
      rule: 'format',
      message: 'It is not the URL of a proxy.',
      remedy: 'Pass a URL such as http://proxy.example.org:3128.',
    });
  if (!Array.isArray(noProxy) || !noProxy.every((host) => typeof host === 'string'))
    found.add({
      path: 'proxy.noProxy',
      rule: 'type',
      message: 'It is not a list of hosts.',
      remedy: "Pass an array of texts, for example ['.example.org'].",
    });
  const { username, password } = isRecord(credentials) ? credentials : {};
  if (credentials !== undefined && (typeof username !== 'string' || typeof password !== 'string'))
    found.add({
      path: 'proxy.credentials',
      rule: 'type',
      message: 'The user name or password is missing.',
      remedy: 'Pass both as text, or leave credentials out.',
    });
}

/** Adds a problem for everything that is wrong with TLS options; the words of OpenSSL are left out. */
export function checkTls(tls: unknown, found: ProblemCollector): void {
  if (tls === undefined) return;
  if (!isRecord(tls)) {
    const remedy = "Pass an object with ca, cert and key, as Node's https.Agent takes it.";
    found.add({ path: 'tls', rule: 'type', message: 'It is not an object.', remedy });
    return;
  }
  const before = found.count;
  for (const [name, type, remedy] of TYPES)
    if (tls[name] !== undefined && typeof tls[name] !== type)
      found.add({ path: `tls.${name}`, rule: 'type', message: `It is not a ${type}.`, remedy });
  const { ca, cert, key, pfx, passphrase } = tls as TlsOptions;
  // Node takes a CA that is none for an empty list, and trusts nobody.
  for (const one of [ca ?? []].flat())
    if (!works(() => new X509Certificate(one))) {
      found.add({ path: 'tls.ca', rule: 'format', message: 'It cannot be read.', remedy: PEM });
      break;
    }
  const secret = passphrase === undefined ? {} : { passphrase };
  const parts: readonly [string, SecureContextOptions, string][] = [
    ['cert', { cert }, PEM],
    ['key', { key, ...secret }, `${PEM} If it has a passphrase, pass that too.`],
    ['pfx', { pfx, ...secret }, 'Pass the bytes of the file, and its passphrase.'],
  ];
  for (const [name, part, remedy] of parts)
    if (tls[name] !== undefined && !works(() => createSecureContext(part)))
      found.add({ path: `tls.${name}`, rule: 'format', message: 'It cannot be read.', remedy });
  if (found.count === before && !works(() => createSecureContext({ cert, key, pfx, ...secret })))
    found.add({
      path: 'tls',
      rule: 'conflict',
      message: 'The certificate and the key do not belong together.',
      remedy: 'Pass the key of this certificate.',
    });
}

const PEM = 'Pass the PEM text, not the path of its file.';

const TYPES = [
  ['rejectUnauthorized', 'boolean', 'Pass true or false.'],
  ['servername', 'string', 'Pass the name that the certificate of the server has.'],
  ['passphrase', 'string', 'Pass the passphrase of the key.'],
] as const;

function works(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
