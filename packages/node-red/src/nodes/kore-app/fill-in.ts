import type { NodeAPI, NodeDef } from 'node-red';
import type { AppCredentials } from '../../app-client.ts';
import { tokenCredential } from '../../app-client.ts';
import type { SavedConfig } from '../../config-version.ts';
import { migrate } from '../../config-version.ts';
import { chosenNode } from '../../connection-nodes.ts';
import { environmentReference, savedSwitch, savedText } from '../../saved-values.ts';
import { SECRETS } from './fields.ts';
import type { KoreAppNode } from './kore-app-node.ts';
import { migrations } from './migrations.ts';
import type { TypedApp } from './test-call.ts';
import { STORED } from './test-call.ts';

/** What a test is made with. */
export interface FilledApp {
  readonly config: SavedConfig;
  readonly credentials: AppCredentials;
  /** Whether it goes to where the deployed app sends to, by the same way. */
  readonly isDeployedDestination: boolean;
  /** By what is shown instead of them: values that no answer may hold. */
  readonly hidden: ReadonlyMap<string, string>;
}

/** A `kore-app` that runs: as it stands in the flow, and as Node-RED filled it in. */
interface DeployedApp {
  readonly saved: Readonly<Record<string, unknown>>;
  readonly filled: Readonly<Record<string, unknown>>;
}

function deployedApp(RED: NodeAPI, id: string): DeployedApp | undefined {
  // getNode answers null for an id that does not exist, whatever its type says.
  const node = RED.nodes.getNode(id) as KoreAppNode | null;
  if (node?.type !== 'kore-app') return undefined;
  let saved: SavedConfig | undefined;
  RED.nodes.eachNode((def: NodeDef) => {
    if (def.id === id) saved = { ...def };
  });
  if (saved === undefined) return undefined;
  const stored = RED.nodes.getCredentials(id) as AppCredentials | undefined;
  return {
    saved: { ...migrate(saved, migrations), ...stored },
    filled: { ...migrate(node.deployed, migrations), ...node.credentials },
  };
}

/** Where a token goes to, and how, as it is typed or stands in the flow. */
function destination(config: SavedConfig): string {
  return JSON.stringify([
    savedText(config['host'])?.toLowerCase(),
    savedText(config['botId']),
    savedSwitch(config['allowHttp']),
    chosenNode(config['tls']),
    chosenNode(config['proxy']),
  ]);
}

function isSecret(name: string): name is keyof AppCredentials {
  return (SECRETS as readonly string[]).includes(name);
}

/**
 * Fills in what is not typed itself: a stored credential, and the value of an environment variable. Neither is used but
 * where the deployed app uses it, in the same field and for the same destination: else whoever is at the dialog could have
 * it, or a token signed with it, sent elsewhere. The environment itself is not looked at: what Node-RED filled in when it
 * started the app is used.
 *
 * @throws Error that says what to type again or to deploy
 */
export function fillIn(RED: NodeAPI, { id, texts, switches }: TypedApp): FilledApp {
  const typed = { ...texts, ...switches };
  const deployed = deployedApp(RED, id);
  const isDeployedDestination = deployed !== undefined && destination(typed) === destination(deployed.saved);
  const hidden = new Map<string, string>();

  const fill = (name: keyof TypedApp['texts']): unknown => {
    const value = texts[name];
    if (isSecret(name) && value === STORED) {
      if (deployed === undefined)
        throw new Error('This app is not deployed yet. Type the secret again, or deploy before you test.');
      if (!isDeployedDestination)
        throw new Error(
          'Type the secret again to test: the stored one is used only with the deployed host, bot and connection.',
        );
      return deployed.filled[name];
    }
    if (environmentReference(value) === undefined) return value;
    if (!isDeployedDestination || deployed.saved[name] !== value)
      throw new Error(
        `Deploy first to test with ${value}: it is filled in only as deployed, for the deployed host, bot and connection.`,
      );
    const found = deployed.filled[name];
    if (typeof found === 'string' && Number.isNaN(Number(found))) hidden.set(value, found);
    return found;
  };

  const names = Object.keys(texts) as (keyof TypedApp['texts'])[];
  const config: Record<string, unknown> = { ...switches };
  for (const name of names) if (!isSecret(name)) config[name] = fill(name);
  // The other credentials are not used, whatever the dialog holds in them.
  const used = tokenCredential(config);
  const secret = fill(used);
  if (typeof secret === 'string' && secret !== '') hidden.set('[secret]', secret);
  return {
    config,
    credentials: { [used]: typeof secret === 'string' ? secret : '' },
    isDeployedDestination,
    hidden,
  };
}
