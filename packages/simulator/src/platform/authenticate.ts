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
import { parseBody } from '../store/parse-body.ts';
import { Refusal } from './refusals.ts';
import { decryptToken, encryptToken, kidOf, makeTokenKey } from './token-keys.ts';
import type { PublicJwk, TokenKey } from './token-keys.ts';

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
  /** Of the apps that enforce JWE, by client id. Those of the first apps outlive a reset: flows have their public halves. */
  readonly #keys = new Map<string, TokenKey>();
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
   * Adds an app, or replaces the one with its client id. With JWE it gets a key pair, unless it has one.
   * @throws TypeError if it has no key for its algorithm, or if the apps take too much memory
   */
  add(app: App): void {
    if (!hasKey(app))
      throw new TypeError(
        `The app ${app.clientId} has no key: give a clientSecret for HS256 and HS512, or a publicKey for RS256 and RS512.`,
      );
    const apps = new Map(this.#apps).set(app.clientId, structuredClone(app));
    this.#appShelf.resize(bytesOfData([...apps.values()]));
    this.#apps = apps;
    if (app.enforceJwe === true && !this.#keys.has(app.clientId))
      this.#keys.set(app.clientId, makeTokenKey());
  }

  /** The public key that tokens of this app are encrypted for; undefined if it does not enforce JWE. */
  publicJwkOf(clientId: string): PublicJwk | undefined {
    return this.#keyOf(clientId)?.jwk;
  }

  /** A token of an app as its settings want it. @throws Error if there is no such app */
  async makeToken(claims: { readonly appId: string }): Promise<string> {
    const key = this.#keyOf(claims.appId);
    if (key !== undefined) return encryptToken(claims, key);
    const secret = this.#apps.get(claims.appId)?.clientSecret;
    if (secret === undefined) throw new Error(`There is no app ${claims.appId} with a client secret.`);
    return jwt.sign(claims, secret);
  }

  #keyOf(clientId: string): TokenKey | undefined {
    return this.#apps.get(clientId)?.enforceJwe === true ? this.#keys.get(clientId) : undefined;
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
    for (const clientId of this.#keys.keys()) if (!this.#apps.has(clientId)) this.#keys.delete(clientId);
  }

  /** `onDecrypted` is told the claims of a token that nobody else could read. Rejects with Refusal. */
  async authenticate({
    token,
    botId,
    scope,
    onDecrypted,
  }: {
    token: string | undefined;
    botId: string;
    scope: Scope;
    onDecrypted: (claims: object) => void;
  }): Promise<App> {
    if (token === undefined || token === '') throw new Refusal('invalidCredentials');
    const { claims, app } = (await this.#readEncrypted(token)) ?? this.#readSigned(token);
    if (app?.enforceJwe === true) onDecrypted(claims);
    if (app?.botId !== botId) throw new Refusal('invalidCredentials');
    this.#checkTimes(claims);
    if (app.enforceJti === true) this.#checkJti(app, claims);
    if (app.scopes !== undefined && !app.scopes.includes(scope)) throw new Refusal('wrongScope');
    return app;
  }

  /** Undefined for a token that is not encrypted. The app is undefined if the token was not made for it. */
  async #readEncrypted(token: string): Promise<{ claims: JwtPayload; app: App | undefined } | undefined> {
    const kid = kidOf(token);
    if (kid === undefined) return undefined;
    const clientId = [...this.#apps.keys()].find((id) => this.#keyOf(id)?.jwk.kid === kid);
    const key = clientId === undefined ? undefined : this.#keyOf(clientId);
    // The same answer as for a wrong secret: that JWE is not enforced is not told either.
    if (clientId === undefined || key === undefined) throw new Refusal('invalidCredentials');
    const text = await decryptToken(token, key).catch(() => {
      throw new Refusal('invalidCredentials');
    });
    const claims = checkClaims(parseBody(text));
    return { claims, app: claims['appId'] === clientId ? this.#apps.get(clientId) : undefined };
  }

  #readSigned(token: string): { claims: JwtPayload; app: App | undefined } {
    const claims = decode(token);
    const app = this.#apps.get(String(claims['appId']));
    const isTaken = app !== undefined && app.enforceJwe !== true && isSignedBy(token, app);
    return { claims, app: isTaken ? app : undefined };
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
  try {
    return checkClaims(jwt.decode(token));
  } catch {
    throw new Refusal('malformedToken');
  }
}

function checkClaims(given: unknown): JwtPayload {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Refusal('malformedToken');
  const claims: Record<string, unknown> = { ...given };
  for (const name of NUMERIC_CLAIMS)
    if (claims[name] !== undefined && typeof claims[name] !== 'number') throw new Refusal('malformedToken');
  return claims;
}

function algorithmOf({ algorithm, publicKey }: App) {
  return algorithm ?? (publicKey === undefined ? 'HS256' : 'RS256');
}

function hasKey(app: App): boolean {
  return app.enforceJwe === true || keyOf(app) !== undefined;
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
