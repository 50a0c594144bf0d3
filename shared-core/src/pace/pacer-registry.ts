import { isAborted } from '../scheduling/cancellation.ts';
import { DEFAULTS } from '../vocabulary/options.ts';
import type { Clock } from '../vocabulary/ports.ts';
import { limitShares, paceShareOf } from './pace-share.ts';
import { type AdjustablePacer, createPacer, type PaceLimits, type Pacer, type TakeOptions } from './pacer.ts';

/** A bot, and the limits that one of its users states. */
export interface PacedBot {
  /** As `resolveOptions` returns it, for example `https://platform.kore.ai`. */
  readonly origin: string;
  /** Bot ID. */
  readonly botId: string;
  /** What this user states; the smallest of all users counts. */
  readonly limits: PaceLimits;
  /** Who states the limits, such as the ID of a configuration. A new statement replaces the earlier one. */
  readonly user: string;
}

/** The pacers of all bots that a process uses. Two pacers for one bot would break its limits. */
export interface PacerRegistry {
  /**
   * The pacer of a bot for one of its users. Behind it is one pacer for all users, with the smallest limits that any of
   * them states. It is kept for an hour after its last use, and so is each statement.
   */
  pacerOf(bot: PacedBot): Pacer;
  /** The user has gone: its statement no longer counts. */
  forget(user: string): void;
}

/** What a user said of the limits of a bot. */
interface Statement {
  readonly user: string;
  readonly limits: PaceLimits;
  /** In monotonic milliseconds. */
  usedAt: number;
  /** Requests that wait for their turn or are under way. */
  underWay: number;
  keepMs: number;
}

interface Bot {
  readonly pacer: AdjustablePacer;
  readonly statements: Set<Statement>;
  limits: PaceLimits;
  usedAt: number;
}

/** Makes a registry; keep one per process (docs/another-host.md#pace). */
export function createPacerRegistry(clock: Clock): PacerRegistry {
  const bots = new Map<string, Bot>();

  function forgetUnused(bot: Bot): void {
    for (const statement of bot.statements)
      if (statement.underWay === 0 && clock.elapsedMs() - statement.usedAt > statement.keepMs)
        bot.statements.delete(statement);
  }

  function forgetUnusedBots(): void {
    for (const [key, bot] of bots) {
      forgetUnused(bot);
      if (bot.statements.size === 0 && clock.elapsedMs() - bot.usedAt > KEPT_MS) bots.delete(key);
    }
  }

  /** The smallest of what is stated; if nobody states anything, what was last. */
  function limitToSmallest(bot: Bot): void {
    const stated = [...bot.statements].map(({ limits }) => limits);
    if (stated.length === 0) return;
    const smallest = (name: 'maxPerMinute' | 'maxPerHour' | 'maxInFlight'): number =>
      Math.min(...stated.map((limits) => limits[name]));
    const limits: PaceLimits = {
      maxPerMinute: smallest('maxPerMinute'),
      maxPerHour: smallest('maxPerHour'),
      maxInFlight: smallest('maxInFlight'),
      timeScale: bot.limits.timeScale,
    };
    if (areSame(limits, bot.limits)) return;
    bot.limits = limits;
    bot.pacer.limitTo(limits);
    limitShares(bot.pacer, limits);
  }

  /** The bot with what its user states: both may have been forgotten since the last use. */
  function use({ origin, botId, limits, user }: PacedBot): {
    readonly bot: Bot;
    readonly statement: Statement;
  } {
    // A platform whose time is compressed otherwise is another one: windows of other lengths have nothing to share.
    const key = JSON.stringify([origin, botId, limits.timeScale]);
    const usedAt = clock.elapsedMs();
    const bot = bots.get(key) ?? { pacer: createPacer(clock, limits), statements: new Set(), limits, usedAt };
    bots.set(key, bot);
    bot.usedAt = usedAt;
    let statement: Statement | undefined;
    for (const one of bot.statements) {
      if (one.user !== user) continue;
      if (areSame(one.limits, limits)) statement = one;
      else one.keepMs = REPLACED_MS;
    }
    statement ??= { user, limits, usedAt, underWay: 0, keepMs: KEPT_MS };
    statement.keepMs = KEPT_MS;
    statement.usedAt = usedAt;
    bot.statements.add(statement);
    forgetUnused(bot);
    limitToSmallest(bot);
    return { bot, statement };
  }

  /** What `select` gives of the bot's pacer, with each of its turns as a use of the bot by this user. */
  function view(paced: PacedBot, select: (bot: Bot) => Pacer): Pacer {
    const now = (): Pacer => select(use(paced).bot);
    return {
      async take(options: TakeOptions) {
        if (isAborted(options.signal)) return 'cancelled';
        const { bot, statement } = use(paced);
        const end = (): void => {
          statement.underWay--;
          bot.usedAt = statement.usedAt = clock.elapsedMs();
        };
        statement.underWay++;
        const turn = await select(bot).take(options);
        if (typeof turn === 'string') {
          end();
          return turn;
        }
        let isHeld = true;
        return {
          release(counts) {
            if (isHeld) end();
            isHeld = false;
            turn.release(counts);
          },
        };
      },
      refused: (refusal) => now().refused(refusal),
      forecast: (count) => now().forecast(count),
      get bot() {
        return use(paced).bot.pacer;
      },
      share: (percent) =>
        view(paced, (bot) =>
          paceShareOf({ pacer: bot.pacer, ports: { clock }, options: bot.limits }, percent),
        ),
    };
  }

  return {
    pacerOf(paced) {
      forgetUnusedBots();
      use(paced);
      return view(paced, ({ pacer }) => pacer);
    },
    forget(user) {
      for (const bot of bots.values()) {
        for (const statement of bot.statements) if (statement.user === user) bot.statements.delete(statement);
        limitToSmallest(bot);
      }
    },
  };
}

function areSame(one: PaceLimits, other: PaceLimits): boolean {
  return (
    one.maxPerMinute === other.maxPerMinute &&
    one.maxPerHour === other.maxPerHour &&
    one.maxInFlight === other.maxInFlight
  );
}

/** No window is longer than an hour. */
const KEPT_MS = DEFAULTS.hourMs;
/** A user that states other limits may have filled a minute by the former ones, or have requests under way by them. */
const REPLACED_MS = DEFAULTS.minuteMs;
