import type { ContractServer, HttpServers, ServedRequest, ServerPlan } from '../../src/testing/index.ts';
import type { HttpAnswer, HttpRequest } from '../../src/vocabulary/ports.ts';

/** Servers without a network, for doubles: what is sent to one of them is answered by its plan. */
export class ScriptedServers implements HttpServers {
  static readonly #plans = new Map<
    string,
    { readonly plan: ServerPlan; readonly requests: ServedRequest[] }
  >();

  /** What the server of this request answers. */
  static answer({ method, url, headers, body = '' }: HttpRequest): HttpAnswer {
    const { origin, pathname, search } = new URL(url);
    const server = ScriptedServers.#plans.get(origin);
    const [reply] = server?.plan.replies ?? [];
    if (server === undefined || reply?.kind !== 'answer') throw new Error('No server answers there.');
    server.requests.push({ method, url: `${pathname}${search}`, headers, body });
    const named = Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
    return {
      kind: 'answer',
      status: reply.status ?? 200,
      headers: Object.fromEntries(named) as Record<string, string>,
      body: reply.body ?? '',
    };
  }

  serve(plan: ServerPlan): Promise<ContractServer> {
    const origin = `https://server-${ScriptedServers.#plans.size}.example`;
    const requests: ServedRequest[] = [];
    ScriptedServers.#plans.set(origin, { plan, requests });
    return Promise.resolve({ origin, requests, bytesWritten: 0, closed: () => Promise.resolve() });
  }

  listen = missing;
  proxy = missing;
  unusedOrigin = missing;
  serveElsewhere = missing;
  standStill = missing;
  turns = missing;

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function missing(): never {
  throw new Error('This needs a network.');
}
