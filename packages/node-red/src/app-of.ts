import type { NodeAPI, NodeDef } from 'node-red';
import type { SavedConfig } from './config-version.ts';
import { chosenNode } from './connection-nodes.ts';
import { ConfigurationError } from './flow-error.ts';
import type { KoreAppNode } from './nodes/kore-app/kore-app-node.ts';

/** A node as it stands in the flow, running or not. */
type SavedNode = NodeDef & { readonly d?: unknown };

function savedNode(RED: NodeAPI, id: string): SavedNode | undefined {
  let found: SavedNode | undefined;
  RED.nodes.eachNode((node) => {
    if (node.id === id) found = node;
  });
  return found;
}

/**
 * The app that a node was given in its dialog.
 *
 * @throws ConfigurationError that says whether none is chosen, or why the chosen one does not run
 */
export function appOf(RED: NodeAPI, config: SavedConfig): KoreAppNode {
  const id = chosenNode(config['app']);
  if (id === undefined)
    throw new ConfigurationError(
      'no app',
      'No Kore.ai app is chosen. Open this node and choose one, then deploy.',
    );
  // getNode answers null for a node that does not run, whatever its type says.
  const app = RED.nodes.getNode(id) as KoreAppNode | null;
  if (app?.type === 'kore-app') return app;

  const saved = savedNode(RED, id);
  const type = app?.type ?? saved?.type;
  if (type === undefined)
    throw new ConfigurationError(
      'app missing',
      'The Kore.ai app of this node no longer exists. Open this node and choose another, then deploy.',
    );
  if (type !== 'kore-app')
    throw new ConfigurationError(
      'wrong app',
      `The Kore.ai app of this node is a node of type "${type}". Open this node and choose a kore-app, then deploy.`,
    );
  if (saved?.d === true)
    throw new ConfigurationError(
      'app disabled',
      'The Kore.ai app of this node is disabled. Enable it in its dialog, then deploy.',
    );
  throw new ConfigurationError(
    'app not running',
    'The Kore.ai app of this node is not running. Its flow may be disabled, or it failed to start: the log says why.',
  );
}
