import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OWNER, type RunningN8n } from './start-n8n.ts';

/** A link that opens n8n with its owner logged in. */
export interface LoginLink {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the link on this machine. n8n has none of its own; a cookie counts for every port of a host. */
export async function startLoginLink({ url }: Pick<RunningN8n, 'url'>): Promise<LoginLink> {
  const server = createServer((_request, response) => {
    logInto(url).then(
      (cookies) => response.writeHead(302, { 'Set-Cookie': cookies, Location: `${url}/` }).end(),
      () => response.writeHead(302, { Location: `${url}/` }).end(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The cookies of a session. @throws Error if n8n cannot be reached */
async function logInto(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/rest/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ emailOrLdapLoginId: OWNER.email, password: OWNER.password }),
  });
  return answer.headers.getSetCookie();
}
