import { resolve } from 'node:path';
import { type Client, createClient } from '../client.ts';
import { createDayCount } from '../send/guards/day-count.ts';
import type { DayCount } from '../vocabulary/guards.ts';
import { createPacerRegistry } from '../pace/pacer-registry.ts';
import { AxiosHttp } from './axios-http.ts';
import { FileJournal } from './file-journal.ts';
import { type NodeClientOptions, readNodeOptions } from './read-node-options.ts';
import { SystemClock } from './system-clock.ts';

/** A client that has its own connections. */
export interface NodeClient extends Client {
  /**
   * Closes the connections and the journal. Await the calls first: the answer of a request that is under way is lost. May be
   * called again.
   */
  close(): Promise<void>;
}

/** One clock and one pace of each bot in this process: the limits of the platform count for all clients together. */
const clock = new SystemClock();
const pacers = createPacerRegistry(clock);
/** How many each app messaged today, for all its clients with the same journal together. */
const dayCounts = new Map<string, DayCount>();
let clientsSoFar = 0;

/** A journal that all clients with its folder share, so that no two of them send at once under one key. */
interface SharedJournal {
  readonly journal: FileJournal;
  users: number;
}

const journals = new Map<string, SharedJournal>();

/**
 * A client for a plain Node program: for one bot, over https, signing by itself.
 * @throws KoreNotifyError `invalid_options`, with everything that is wrong or missing; it quotes no secret.
 */
export function createNodeClient(options: NodeClientOptions): NodeClient {
  const { given, resolved, signer } = readNodeOptions(options);
  const { proxy, tls, journalFolder, logger } = given;
  const http = new AxiosHttp({ ...(tls && { tls }), ...(proxy !== undefined && { proxy }) });
  const user = `client ${++clientsSoFar}`;
  const { origin, botId, clientId, ...limits } = resolved;
  const pacer = pacers.pacerOf({ origin, botId, limits, user });
  const shared = journalFolder === undefined ? undefined : shareJournal(resolve(journalFolder));
  const journal = shared?.journal;
  const app = JSON.stringify([origin, botId, clientId, journalFolder ?? '']);
  const dayCount =
    dayCounts.get(app) ?? createDayCount(journal && { journal, clock, origin, botId, app: clientId });
  dayCounts.set(app, dayCount);
  const client = createClient(
    {
      http,
      clock,
      signer,
      pacer,
      dayCount,
      ...(logger && { logger }),
      ...(journal && { journal }),
    },
    { ...given, host: origin, botId, clientId },
  );
  let isClosed = false;
  return {
    ...client,
    async close() {
      if (isClosed) return;
      isClosed = true;
      http.close();
      pacers.forget(user);
      if (shared !== undefined && --shared.users === 0) await shared.journal.close();
    },
  };
}

function shareJournal(folder: string): SharedJournal {
  const shared = journals.get(folder) ?? { journal: new FileJournal({ folder }), users: 0 };
  journals.set(folder, shared);
  shared.users++;
  return shared;
}
