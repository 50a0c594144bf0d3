/** A request as a server got it. */
export interface ServedRequest {
  /** In capitals. */
  readonly method: string | undefined;
  /** Path and query. */
  readonly url: string | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As text; empty if there is none. */
  readonly body: string;
}

/** What a server does once it has a whole request, or, without HTTP, the first bytes of a connection. */
export type Reply =
  | {
      readonly kind: 'answer';
      /** @default 200 */
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      /** Whether the body is packed, and the answer says so. @default false */
      readonly isPacked?: boolean;
    }
  /** Announces 100 bytes, sends one and ends the connection. */
  | { readonly kind: 'torn'; readonly status: number }
  /** A byte at a time, and no end. */
  | { readonly kind: 'drip' }
  /** As much as the other side takes, and no end. */
  | { readonly kind: 'flood' }
  /** Nothing, and the connection stays. */
  | { readonly kind: 'silence' }
  | { readonly kind: 'end' }
  /** Without TLS only. */
  | { readonly kind: 'reset' }
  /** These very bytes, and the end of the connection. */
  | { readonly kind: 'words'; readonly text: string };

/** How a server behaves. */
export interface ServerPlan {
  /** In the order of requests; the last one again and again. */
  readonly replies: readonly Reply[];
  /** Whether it speaks TLS. @default 'http' */
  readonly scheme?: 'http' | 'https';
  /** Version of TLS by which it wants a client certificate. @default it wants none */
  readonly wantsCertificateBy?: 'TLSv1.2' | 'TLSv1.3';
  /** Called before each reply, with the number of the request counted from 1. */
  readonly onRequest?: (count: number) => void;
}

/** A server on this machine, at 127.0.0.1, and what came of it. */
export interface ContractServer {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What it got, oldest first; empty where it does not speak HTTP. */
  readonly requests: readonly ServedRequest[];
  /** Bytes of answers that it handed to its connections. */
  readonly bytesWritten: number;
  /** Resolves once no connection to it is open. */
  closed(): Promise<void>;
}

/** What an adapter of `Http` is tried with. `@kore-notify/core/node-testing` has those for Node. */
export interface HttpServers {
  /** A server that behaves by the plan. */
  serve(plan: ServerPlan): Promise<ContractServer>;
  /** A server of bare connections. */
  listen(reply: Reply, onBytes?: () => void): Promise<ContractServer>;
  /** A proxy that connects every name to this machine, at the port asked for; or refuses with this status and its words. */
  proxy(refusal?: string): Promise<ContractServer>;
  /** An origin at which nothing listens. */
  unusedOrigin(): Promise<string>;
  /** A server that answers so many milliseconds after a request, also while this process stands still. */
  serveElsewhere(afterMs: number): Promise<{ readonly origin: string }>;
  /** Holds up this process, so that no timer fires and nothing is read. */
  standStill(ms: number): void;
  /** Lets the event loop of this process turn so many times. */
  turns(count: number): Promise<void>;
  /** Closes every server. */
  close(): Promise<void>;
}
