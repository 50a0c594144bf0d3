import { ConfigurationError } from './flow-error.ts';
import type { SavedConfig } from './config-version.ts';
import { environmentReference } from './saved-values.ts';

/**
 * Node-RED leaves the name of an environment variable that has no value where the value should be.
 * @throws ConfigurationError that names them
 */
export function refuseMissingVariables(values: readonly unknown[]): void {
  const missing = values.map(environmentReference).filter((name) => name !== undefined);
  if (missing.length === 0) return;
  throw new ConfigurationError(
    'variable missing',
    `No value for the environment variable ${[...new Set(missing)].join(', ')}. Set it, then restart Node-RED or deploy.`,
  );
}

/** What is typed into a node and stands for itself; a message may look like a reference, and be none. */
export function typedValues(config: SavedConfig): readonly unknown[] {
  return Object.keys(config)
    .filter((name) => name !== 'message' && name !== 'name' && TYPED.has(config[`${name}Source`]))
    .map((name) => config[name]);
}

const TYPED: ReadonlySet<unknown> = new Set([undefined, 'str', 'choice']);
