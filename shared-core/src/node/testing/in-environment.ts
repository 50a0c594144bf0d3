import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { HttpWay } from '../../testing/contracts/http-contract.ts';

/**
 * Runs something while the environment names this proxy or none, and while this process trusts the certificate, or not: for
 * adapters that take both from where they run. One at a time.
 */
export async function inEnvironment<T>(
  { proxy, isTrusted = false }: HttpWay,
  cert: string,
  run: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  const trusted = getCACertificates('default');
  for (const name of Object.keys(before)) if (/proxy/i.test(name)) delete process.env[name];
  if (proxy !== undefined) for (const name of PROXIES) process.env[name] = proxy;
  if (isTrusted) setDefaultCACertificates([...trusted, cert]);
  try {
    return await run();
  } finally {
    for (const name of PROXIES) delete process.env[name];
    Object.assign(process.env, before);
    if (isTrusted) setDefaultCACertificates(trusted);
  }
}

const PROXIES = ['http_proxy', 'https_proxy'];
