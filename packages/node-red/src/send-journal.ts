import { join } from 'node:path';
import { FileJournal } from '@kore-notify/core/node';
import type { NodeAPI } from 'node-red';

/** By folder: whoever uses one shares it, also after a full deploy, so that nobody sends what another is sending. */
const journals = new Map<string, FileJournal>();

/** The journal of this Node-RED, in its user directory; undefined if it has none. */
export function sendJournalOf(RED: NodeAPI): FileJournal | undefined {
  const { userDir } = RED.settings;
  if (typeof userDir !== 'string' || userDir === '') return undefined;
  const folder = join(userDir, 'kore-notify-journal');
  const journal = journals.get(folder) ?? new FileJournal({ folder });
  journals.set(folder, journal);
  return journal;
}
