import type { Migration } from '../../config-version.ts';
import { currentName } from './operation-inputs.ts';

/** Version 2 writes the operations as all closed words are written: `unsubscribe_all`. */
const renameOperation: Migration = (config) => ({ ...config, operation: currentName(config['operation']) });

/** Of kore-devices, from version 1 on. */
export const migrations: readonly Migration[] = [renameOperation];
