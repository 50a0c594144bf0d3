import type { NodeAPI, NodeMessageInFlow } from 'node-red';
import type { SavedConfig } from './config-version.ts';

/** A shorter array is copied with its gaps in no time. */
const LONG = 1_000_000;
/** Positions that are looked at: the names of all would take more memory than the array. */
const PROBES = 64;

function hasMostlyGaps(list: readonly unknown[]): boolean {
  let found = 0;
  for (let probe = 0; probe < PROBES; probe++)
    if (Object.hasOwn(list, Math.floor((probe * list.length) / PROBES))) found++;
  return found * 2 < PROBES;
}

/**
 * Takes the gaps out of long arrays in those properties of a message that fields were read from. Node-RED copies the message
 * of an error for each Catch node, gap by gap: `rows[row.phone] = row` would take all memory there is.
 */
export function closeGaps(
  {
    RED,
    config,
    msg,
  }: { readonly RED: NodeAPI; readonly config: SavedConfig; readonly msg: NodeMessageInFlow },
  names: readonly string[],
): void {
  for (const name of names) {
    const path = config[name];
    if (config[`${name}Source`] !== 'msg' || typeof path !== 'string' || path === '') continue;
    try {
      const value: unknown = RED.util.getMessageProperty(msg, path);
      if (Array.isArray(value) && value.length > LONG && hasMostlyGaps(value))
        RED.util.setMessageProperty(msg, path, Object.values(value));
    } catch {
      // There is nothing at the path, or a proxy whose traps throw: it has no gaps to close.
    }
  }
}
