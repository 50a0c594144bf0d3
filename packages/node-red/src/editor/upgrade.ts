import type { Migration, SavedConfig } from '../config-version.ts';
import { currentVersion, migrate } from '../config-version.ts';

/** Brings the node whose dialog opens up to date, so that its fields are those that the dialog knows. */
export function upgrade(node: object, migrations: readonly Migration[]): void {
  const config = node as SavedConfig;
  if (config['configVersion'] !== currentVersion(migrations))
    Object.assign(node, migrate(config, migrations));
}
