/** What the editor saved for a node. */
export type SavedConfig = Readonly<Record<string, unknown>>;

/** Turns a configuration of one version into the next; returns a new object. */
export type Migration = (config: SavedConfig) => SavedConfig;

/** The version that a node with these migrations saves: migration number n leads from version n to n + 1. */
export function currentVersion(migrations: readonly Migration[]): number {
  return migrations.length + 1;
}

/**
 * Brings what the editor saved up to date, in as many steps as needed; a configuration without a version counts as 1.
 * Used by the runtime when a flow starts and by the editor when a dialog opens.
 *
 * @throws Error if the configuration was saved by a newer version of the palette
 */
export function migrate(config: SavedConfig, migrations: readonly Migration[]): SavedConfig {
  const saved = config['configVersion'] ?? 1;
  const current = currentVersion(migrations);
  if (typeof saved !== 'number' || !Number.isInteger(saved) || saved < 1 || saved > current) {
    throw new Error(
      `This node was saved with configuration version ${JSON.stringify(saved)}, and this palette knows versions 1 to ${current}. ` +
        'Update the palette, then deploy again.',
    );
  }
  const migrated = migrations.slice(saved - 1).reduce((before, migration) => migration(before), config);
  return { ...migrated, configVersion: current };
}
