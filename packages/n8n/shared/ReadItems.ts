import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { inTurns } from '../adapters/N8nClock';
import { CREDENTIAL } from '../adapters/N8nHttp';

/** The credential as n8n computes it for some items: its fields may hold expressions. */
export interface Account {
  readonly credential: ICredentialDataDecryptedObject;
}

/** An item that cannot be read: what n8n, or the check of a value, said of it. */
export interface BadItem {
  readonly item: number;
  readonly failure: unknown;
}

/** What to read for each input item, and who is told. */
export interface ItemReading<T> {
  /** What the parameters say for an item; may throw. */
  readonly read: (item: number) => T;
  /** Told of each item that could be read, in order; does not throw. */
  readonly take: (values: T, about: { readonly item: number; readonly account: Account }) => void;
}

/** Up to so many items the credential is computed for each; n8n reads it from its database each time. */
const CREDENTIALS_READ_EACH = 100;

/**
 * Reads every input item, very many in turns with n8n's other work. Whatever is read for one item is that item's own
 * matter: an expression of a parameter, an option or the credential that fails makes a bad item, and the others are read.
 */
export async function readItems<T>(
  context: IExecuteFunctions,
  { read, take }: ItemReading<T>,
): Promise<BadItem[]> {
  const badItems: BadItem[] = [];
  const count = context.getInputData().length;
  const accounts = new Accounts(context);
  const same = count <= CREDENTIALS_READ_EACH ? undefined : await accounts.sameForAll(count);
  for await (const item of inTurns(context.getInputData().keys())) {
    try {
      const values = read(item);
      take(values, { item, account: same === undefined ? await accounts.of(item) : same() });
    } catch (failure) {
      badItems.push({ item, failure });
    }
  }
  return badItems;
}

/** The credential of a run, as it is for each item. */
class Accounts {
  readonly #context: IExecuteFunctions;
  readonly #known = new Map<string, Account>();

  constructor(context: IExecuteFunctions) {
    this.#context = context;
  }

  /** Rejects with what n8n says of the credential. */
  async of(item: number): Promise<Account> {
    const credential = await this.#context.getCredentials(CREDENTIAL, item);
    const key = JSON.stringify(credential);
    const account = this.#known.get(key) ?? { credential };
    this.#known.set(key, account);
    return account;
  }

  /**
   * The account of all items, if it does not depend on them: then it is the same for the first item and for one that does
   * not exist, where whatever an expression reads of an item is missing.
   */
  async sameForAll(count: number): Promise<(() => Account) | undefined> {
    const [first, none] = await Promise.all([this.#attempt(0), this.#attempt(count)]);
    if ('account' in first)
      return 'account' in none && none.account === first.account ? () => first.account : undefined;
    return 'account' in none || wordsOf(none.failure) !== wordsOf(first.failure)
      ? undefined
      : () => {
          throw first.failure;
        };
  }

  async #attempt(item: number): Promise<{ readonly account: Account } | { readonly failure: unknown }> {
    try {
      return { account: await this.of(item) };
    } catch (failure) {
      return { failure };
    }
  }
}

function wordsOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

/** True if n8n computes any of these parameters, which it does for each item anew. */
export function hasExpression(parameters: unknown): boolean {
  if (typeof parameters === 'string') return parameters.startsWith('=');
  return typeof parameters === 'object' && parameters !== null
    ? Object.values(parameters).some(hasExpression)
    : false;
}
