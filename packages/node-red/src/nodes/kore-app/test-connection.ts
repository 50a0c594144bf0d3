import type { Logger } from '@kore-notify/core';
import type { Node, NodeAPI } from 'node-red';
import type { AppClient, AppCredentials } from '../../app-client.ts';
import { chosenNode, createAppClient, signingCredential } from '../../app-client.ts';
import type { SavedConfig } from '../../config-version.ts';
import { toFlowError } from '../../flow-error.ts';
import { savedSwitch, savedText } from '../../saved-values.ts';
import type { KoreAppNode } from './index.ts';

/** What the dialog shows. */
export interface TestResult {
  readonly ok: boolean;
  readonly message: string;
}

/** What the editor shows for a credential that is stored: it is never sent back to the browser. */
const STORED = '__PWRD__';
const ENV_REFERENCE = /^\$\{(\S+)\}$/;
const silent: Logger = { log: () => undefined };

function asConfig(body: unknown): SavedConfig {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}

function deployedApp(RED: NodeAPI, id: unknown): KoreAppNode | null {
  // getNode answers null for an id that does not exist, whatever its type says.
  const node = RED.nodes.getNode(savedText(id) ?? '') as KoreAppNode | null;
  return node?.type === 'kore-app' ? node : null;
}

/** Fills in environment variables as Node-RED does when it starts a flow. */
function fillIn(RED: NodeAPI, node: Node | null, value: unknown): unknown {
  const name = typeof value === 'string' ? ENV_REFERENCE.exec(value)?.[1] : undefined;
  if (name === undefined) return value;
  // A node that is not deployed knows only the environment of the process.
  const found: unknown = node === null ? process.env[name] : RED.util.getSetting(node, name);
  if (found === undefined || found === '') {
    throw new Error(`The environment variable ${name} has no value here. Set it, or deploy before you test.`);
  }
  return found;
}

/**
 * Where a token goes to. A stored credential signs tokens for nobody but the platform it was deployed for: else the
 * person at the dialog, who may not know the secret, could have tokens sent elsewhere.
 */
function destination(config: SavedConfig): string {
  return JSON.stringify([
    savedText(config['host'])?.toLowerCase(),
    savedSwitch(config['allowHttp']),
    chosenNode(config['tls']),
    chosenNode(config['proxy']),
  ]);
}

function credentialOf(
  name: keyof AppCredentials,
  typed: SavedConfig,
  deployed: KoreAppNode | null,
): string | undefined {
  const value = typed[name];
  if (value !== STORED) return typeof value === 'string' ? value : undefined;
  if (deployed === null) {
    throw new Error('This app is not deployed yet. Type the secret again, or deploy before you test.');
  }
  if (destination(typed) !== destination(deployed.deployed)) {
    throw new Error(
      'Type the secret again to test: the stored one is used only with the deployed host and connection.',
    );
  }
  return deployed.credentials[name];
}

/** Tests what is typed in the dialog of a `kore-app`, before it is deployed. Sends no notification; never rejects. */
export async function testConnection(RED: NodeAPI, body: unknown): Promise<TestResult> {
  let made: AppClient | undefined;
  try {
    const asked = asConfig(body);
    const deployed = deployedApp(RED, asked['id']);
    const typed = Object.fromEntries(
      Object.entries(asked).map(([name, value]) => [name, fillIn(RED, deployed, value)]),
    );
    const name = signingCredential(typed);
    const credentials = { [name]: credentialOf(name, typed, deployed) ?? '' };
    made = createAppClient({ RED, config: typed, credentials, logger: silent });
    const { ok, message } = await made.client.checkConnection();
    return { ok, message };
  } catch (error) {
    return { ok: false, message: toFlowError(error).message };
  } finally {
    made?.close();
  }
}
