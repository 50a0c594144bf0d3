import { currentVersion, type Migration, migrate, type SavedConfig } from '../config-version.ts';

/** A node as the editor holds it: what it saves, and much besides. */
export type EditedNode = object & { configVersion?: unknown };

/**
 * Shows a node that an older palette saved as this one saves it. Node-RED has filled in the dialog already, so what a
 * migration changed is filled in again; the node itself changes only when the dialog is saved. Gives what the dialog shows.
 */
export function showUpgraded(
  node: EditedNode,
  names: readonly string[],
  migrations: readonly Migration[],
): SavedConfig {
  const saved = node as SavedConfig;
  const config = Object.fromEntries([...names, 'configVersion'].map((name) => [name, saved[name]]));
  const upgraded = migrate(config, migrations);
  for (const name of names) {
    const value = upgraded[name];
    if (value === config[name]) continue;
    const field = $(`#node-input-${name}, #node-config-input-${name}`);
    if (typeof value === 'boolean') field.prop('checked', value);
    else field.val(String(value));
  }
  return upgraded;
}

/** Marks a node as saved by this palette, whose dialog it was. */
export function saveVersion(node: EditedNode, migrations: readonly Migration[]): void {
  const current = currentVersion(migrations);
  const { configVersion = 1 } = node;
  // One that a newer palette saved stays as it is: the runtime says so.
  if (typeof configVersion === 'number' && configVersion < current) node.configVersion = current;
}
