import { N8nClock } from '../adapters/N8nClock';
import { createPacer, type Pacer } from './core';

/** What a pacer is shared by: executions come and go, the platform counts each bot's requests all the same. */
export interface PacedBot {
  readonly origin: string;
  readonly botId: string;
  readonly maxPerMinute: number;
  readonly maxPerHour: number;
  readonly maxInFlight: number;
  readonly timeScale: number;
}

/** More bots than anybody has; those used longest ago go first. */
const MAX_BOTS = 200;

const pacers = new Map<string, Pacer>();

/** The pacer of a bot in this process; another one if its limits are changed. */
export function pacerOf(bot: PacedBot): Pacer {
  const key = JSON.stringify([
    bot.origin,
    bot.botId,
    bot.maxPerMinute,
    bot.maxPerHour,
    bot.maxInFlight,
    bot.timeScale,
  ]);
  const pacer = pacers.get(key) ?? createPacer(new N8nClock(), bot);
  pacers.delete(key);
  pacers.set(key, pacer);
  for (const oldest of pacers.keys()) {
    if (pacers.size <= MAX_BOTS) break;
    pacers.delete(oldest);
  }
  return pacer;
}
