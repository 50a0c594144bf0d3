import { readFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { type Handler, type LocalServer, startServer as start } from '../../src/node/testing/local-server.ts';

export {
  findFreePort,
  type Handler,
  type LocalProxy,
  type LocalServer,
  startProxy,
  startRawServer,
} from '../../src/node/testing/local-server.ts';

/** Key and certificate that no program trusts; for servers of these tests alone. */
export const TEST_IDENTITY = {
  key: readTls('test-only-key.pem'),
  cert: readTls('test-only-certificate.pem'),
};
export const TEST_CERTIFICATE = TEST_IDENTITY.cert;

function readTls(name: string): string {
  return readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');
}

/** Starts an http server, or an https server with the certificate of these tests. */
export function startServer(
  handler: Handler,
  scheme: 'http' | 'https' = 'http',
  options: ServerOptions = {},
): Promise<LocalServer> {
  return start(handler, { ...(scheme === 'https' && TEST_IDENTITY), ...options });
}
