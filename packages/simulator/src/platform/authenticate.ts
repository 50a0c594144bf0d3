import { createHash } from 'node:crypto';
import type { JwtPayload } from 'jsonwebtoken';
import jwt from 'jsonwebtoken';
import type { Scope } from '../calls.ts';
import type { Clock } from '../clock.ts';
import type { App } from '../options.ts';
import { FixedShelf } from '../store/fixed-shelf.ts';
import type { MemoryBudget, Shelf } from '../store/memory-budget.ts';
import { bytesOfData, bytesOfText, ENTRY_BYTES } from '../store/memory-budget.ts';
import { OldestFirst } from '../store/oldest-first.ts';
import { Refusal } from './refusals.ts';

/** How far ahead `iat` may be before a token counts as not active yet. */
const MAX_IAT_AHEAD_SECONDS = 60;

/** How far ahead `exp` may be with a `jti` (docs/kore-ai-api.md#authentication). */
const MAX_JTI_LIFETIME_SECONDS = 3_600;

/** A `jti` that was seen. */
interface SeenToken {
  /** Its `exp`. */
  expiresAt: number;
  at: number;
}

/** What one of them takes: its key is a hash. */
const BYTES_A_TOKEN = ENTRY_BYTES + bytesOfText('x'.repeat(44));

/** Says who calls, or refuses in the platform's words. */
export class Authentication implements Shelf {
  readonly #clock: Clock;
  readonly #budget: MemoryBudget;
  readonly #initial: readonly App[];
  readonly #appShelf: FixedShelf;
  #apps = new Map<string, App>();
  /** By a hash of client id and `jti`. */
  readonly #seen = new OldestFirst<string, SeenToken>();

  constructor(apps: readonly App[], clock: Clock, budget: MemoryBudget) {
    this.#clock = clock;
    this.#budget = budget;
    this.#initial = structuredClone(apps);
    this.#appShelf = new FixedShelf(budget, 'apps');
    budget.add(this);
    this.reset();
  }

  /**
   * Adds an app, or replaces the one with its client id.
   * @throws TypeError if it has no key for its algorithm, or if the apps take too much memory
   */
  add(app: App): void {
    if (keyOf(app) === undefined)
      throw new TypeError(
        `The app ${app.clientId} has no key: give a clientSecret for HS256 and HS512, or a publicKey for RS256 and RS512.`,
      );
    const apps = new Map(this.#apps).set(app.clientId, structuredClone(app));
    this.#appShelf.resize(bytesOfData([...apps.values()]));
    this.#apps = apps;
  }

  get bytes(): number {
    return this.#seen.size * BYTES_A_TOKEN;
  }

  get oldestAt(): number | undefined {
    return this.#seen.oldest()?.[1].at;
  }

  dropOldest(): void {
    const [key] = this.#seen.oldest() ?? [];
    if (key !== undefined) this.#seen.delete(key);
  }

  reset(): void {
    this.#apps = new Map();
    this.#seen.clear();
    for (const app of this.#initial) this.add(app);
  }

  /** @throws Refusal */
  authenticate({ token, botId, scope }: { token: string | undefined; botId: string; scope: Scope }): App {
    if (token === undefined || token === '') throw new Refusal('invalidCredentials');
    const claims = decode(token);
    const app = this.#apps.get(String(claims['appId']));
    if (app?.botId !== botId || !isSignedBy(token, app)) throw new Refusal('invalidCredentials');
    this.#checkTimes(claims);
    if (app.enforceJti === true) this.#checkJti(app, claims);
    if (app.scopes !== undefined && !app.scopes.includes(scope)) throw new Refusal('wrongScope');
    return app;
  }

  #checkTimes({ exp, iat, nbf }: JwtPayload): void {
    const nowSeconds = this.#clock.dateMs() / 1000;
    if (exp !== undefined && nowSeconds >= exp) throw new Refusal('expired');
    const startsAt = Math.max(iat ?? 0, nbf ?? 0);
    if (startsAt > nowSeconds + MAX_IAT_AHEAD_SECONDS) throw new Refusal('notActive');
  }

  #checkJti({ clientId }: App, { jti, exp = Infinity }: JwtPayload): void {
    if (typeof jti !== 'string' || jti === '') throw new Refusal('jtiMissing');
    const nowSeconds = this.#clock.dateMs() / 1000;
    if (exp - nowSeconds > MAX_JTI_LIFETIME_SECONDS) throw new Refusal('lifetimeTooLong');
    const key = createHash('sha256').update(`${clientId} ${jti}`).digest('base64');
    if (this.#seen.get(key) !== undefined) throw new Refusal('replayed');
    this.#forgetExpired(nowSeconds);
    this.#seen.set(key, { expiresAt: exp, at: this.#budget.tick() });
    this.#budget.settle();
  }

  /** From the oldest on, as long as they have expired. */
  #forgetExpired(nowSeconds: number): void {
    for (let oldest = this.#seen.oldest(); oldest !== undefined; oldest = this.#seen.oldest()) {
      if (oldest[1].expiresAt >= nowSeconds) return;
      this.dropOldest();
    }
  }
}

const NUMERIC_CLAIMS = ['exp', 'iat', 'nbf'] as const;

function decode(token: string): JwtPayload {
  let claims: JwtPayload | string | null;
  try {
    claims = jwt.decode(token);
  } catch {
    throw new Refusal('malformedToken');
  }
  if (claims === null || typeof claims === 'string' || Array.isArray(claims))
    throw new Refusal('malformedToken');
  for (const name of NUMERIC_CLAIMS)
    if (claims[name] !== undefined && typeof claims[name] !== 'number') throw new Refusal('malformedToken');
  return claims;
}

function algorithmOf({ algorithm, publicKey }: App) {
  return algorithm ?? (publicKey === undefined ? 'HS256' : 'RS256');
}

function keyOf(app: App): string | undefined {
  return algorithmOf(app).startsWith('HS') ? app.clientSecret : app.publicKey;
}

function isSignedBy(token: string, app: App): boolean {
  try {
    jwt.verify(token, keyOf(app) ?? '', {
      algorithms: [algorithmOf(app)],
      // By the platform's clock, below.
      ignoreExpiration: true,
      ignoreNotBefore: true,
    });
    return true;
  } catch {
    return false;
  }
}
