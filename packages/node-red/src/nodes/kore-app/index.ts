import type { Logger } from '@kore-notify/core';
import { bound, DEFAULTS, HOSTS } from '@kore-notify/core';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import type { AppClient, AppCredentials } from '../../app-client.ts';
import { createAppClient, forgetLimits } from '../../app-client.ts';
import { migrate } from '../../config-version.ts';
import type { KoreAppNode } from './kore-app-node.ts';
import { migrations } from './migrations.ts';
import { refuseForeignCall } from './refuse-foreign-call.ts';
import { TEST_PATH } from './test-call.ts';
import { testConnection } from './test-connection.ts';

/** The core's log lines as those of a node; they hold no secret, token, name or message text. */
function loggerOf(node: Node): Logger {
  // At the level that Node-RED shows by default stands what somebody needs after a crash.
  const levels = { debug: 'debug', info: 'log', warn: 'warn' } as const;
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
        appId: this.id,
      });
      return made;
    };
    this.on('close', (removed: boolean, done: () => void) => {
      made?.close();
      if (removed) forgetLimits(this.id);
      done();
    });
  }

  RED.nodes.registerType<
    KoreAppNode,
    NodeDef,
    { koreAppDefaults: typeof DEFAULTS; koreAppHosts: typeof HOSTS },
    AppCredentials
  >('kore-app', koreApp, {
    credentials: {
      clientSecret: { type: 'password' },
      privateKey: { type: 'password' },
      jwePublicKey: { type: 'password' },
    },
    // The dialog shows the core's defaults, which stand in one place.
    settings: {
      koreAppDefaults: { value: DEFAULTS, exportable: true },
      koreAppHosts: { value: HOSTS, exportable: true },
    },
  });

  // The server calls whom the dialog names, as a deployed flow does: so it takes the right to deploy one.
  RED.httpAdmin.post(`/${TEST_PATH}`, RED.auth.needsPermission('flows.write'), (request, response) => {
    const refusal = refuseForeignCall(request.headers);
    if (refusal) response.status(refusal.status).json({ ok: false, message: refusal.message });
    else void testConnection(RED, request.body).then((check) => response.json(check));
  });
}
