import type { Migration, SavedConfig } from '../config-version.ts';
import { migrate } from '../config-version.ts';

/** Brings the node whose dialog opens up to date, so that its fields are those that the dialog knows. */
export function upgrade(node: object, migrations: readonly Migration[]): void {
  const { configVersion, ...config } = node as SavedConfig;
  // A node that comes out of the palette has the empty text that stands for "no value yet".
  Object.assign(node, migrate(configVersion === '' ? config : { ...config, configVersion }, migrations));
}
