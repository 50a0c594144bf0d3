import type { Logger } from '@kore-notify/core';
import { bound, DEFAULTS } from '@kore-notify/core';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { AppClient, AppCredentials } from '../../app-client.ts';
import { createAppClient } from '../../app-client.ts';
import type { SavedConfig } from '../../config-version.ts';
import { migrate } from '../../config-version.ts';
import { migrations } from './migrations.ts';
import { testConnection } from './test-connection.ts';

/** Config node: one bot of one app, and the client that all nodes using it share. */
export interface KoreAppNode extends Node<AppCredentials> {
  /** What was deployed, with environment variables filled in. */
  deployed: SavedConfig;
  /** The client of the app, created on first use. @throws Error if the configuration is not valid */
  open(): AppClient;
}

/** The core's log lines as those of a node; they hold no secret, token or message text. */
function loggerOf(node: Node): Logger {
  const levels = { debug: 'trace', info: 'debug', warn: 'warn' } as const;
  return {
    log: (level, message, details) =>
      node[levels[level]](bound(details === undefined ? message : `${message} ${JSON.stringify(details)}`)),
  };
}

export default function register(RED: NodeAPI): void {
  function koreApp(this: KoreAppNode, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    let made: AppClient | undefined;

    this.deployed = { ...saved };
    this.open = () => {
      made ??= createAppClient({
        RED,
        config: migrate(this.deployed, migrations),
        credentials: this.credentials,
        logger: loggerOf(this),
      });
      return made;
    };
    this.on('close', () => made?.close());
  }

  RED.nodes.registerType<KoreAppNode, NodeDef, { koreAppDefaults: typeof DEFAULTS }, AppCredentials>(
    'kore-app',
    koreApp,
    {
      credentials: { clientSecret: { type: 'password' }, privateKey: { type: 'password' } },
      // The dialog shows the core's defaults, which stand in one place.
      settings: { koreAppDefaults: { value: DEFAULTS, exportable: true } },
    },
  );

  RED.httpAdmin.post('/kore-app/test', RED.auth.needsPermission('kore-app.write'), (request, response) => {
    void testConnection(RED, request.body).then((check) => response.json(check));
  });
}
