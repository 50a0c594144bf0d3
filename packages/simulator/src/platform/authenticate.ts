import type { JwtPayload } from 'jsonwebtoken';
import jwt from 'jsonwebtoken';
import type { Scope } from '../calls.ts';
import type { Clock } from '../clock.ts';
import type { App } from '../options.ts';
import { Refusal } from './refusals.ts';

/** How far ahead `iat` may be before a token counts as not active yet. */
const MAX_IAT_AHEAD_SECONDS = 60;

/** How far ahead `exp` may be with a `jti` (spec §2). */
const MAX_JTI_LIFETIME_SECONDS = 3_600;

/** How many seen `jti` are kept before those of expired tokens are forgotten. */
const MAX_SEEN = 50_000;

/** Says who calls, or refuses in the platform's words. */
export class Authentication {
  readonly #clock: Clock;
  readonly #initial: readonly App[];
  #apps = new Map<string, App>();
  /** `exp` by client id and `jti`. */
  #seen = new Map<string, number>();

  constructor(apps: readonly App[], clock: Clock) {
    this.#clock = clock;
    this.#initial = structuredClone(apps);
    this.reset();
  }

  /**
   * Adds an app, or replaces the one with its client id.
   * @throws TypeError if it has no key for its algorithm
   */
  add(app: App): void {
    if (keyOf(app) === undefined)
      throw new TypeError(
        `The app ${app.clientId} has no key: give a clientSecret for HS256 and HS512, or a publicKey for RS256 and RS512.`,
      );
    this.#apps.set(app.clientId, structuredClone(app));
  }

  reset(): void {
    this.#apps = new Map();
    this.#seen = new Map();
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
    const key = `${clientId} ${jti}`;
    if (this.#seen.has(key)) throw new Refusal('replayed');
    this.#seen.set(key, exp);
    if (this.#seen.size > MAX_SEEN)
      for (const [seen, expiresAt] of this.#seen) if (expiresAt < nowSeconds) this.#seen.delete(seen);
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
