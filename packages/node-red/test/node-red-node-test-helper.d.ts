declare module 'node-red-node-test-helper' {
  import type { Node, NodeAPI } from 'node-red';

  interface LogLine {
    readonly level: number;
    readonly msg: unknown;
    readonly type?: string;
    readonly id?: string;
  }

  /** A call of an admin route, which is made when it is awaited. */
  interface AdminCall extends PromiseLike<{ status: number; body: unknown }> {
    set(headers: Readonly<Record<string, string>>): AdminCall;
    send(body: object | string): AdminCall;
  }

  /** The part of the helper that these tests use. */
  interface NodeTestHelper {
    init(runtimePath: string): void;
    /** What Node-RED itself would be started with. */
    settings(settings: object): void;
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
    load(
      nodes: readonly ((RED: NodeAPI) => unknown)[],
      flow: readonly object[],
      credentials?: object,
    ): Promise<void>;
    unload(): Promise<void>;
    setFlows(flow: readonly object[], type: 'full' | 'flows' | 'nodes', credentials?: object): Promise<void>;
    getNode(id: string): Node;
    request(): { post(path: string): AdminCall };
    log(): { readonly args: readonly (readonly [LogLine])[] };
  }

  const helper: NodeTestHelper;
  export default helper;
}
