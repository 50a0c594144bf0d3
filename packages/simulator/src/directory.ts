import type { DirectoryRule } from './options.ts';
import { FixedShelf } from './store/fixed-shelf.ts';
import type { MemoryBudget } from './store/memory-budget.ts';
import { bytesOfData } from './store/memory-budget.ts';
import { wildcard } from './wildcard.ts';

/** The platform's words for an unknown identity, quotes included (docs/kore-ai-api.md#send-v2). */
const NOT_ASSOCIATED = "'Identity is not associated with the channel'";

/** The platform's words for a delivered message (docs/kore-ai-api.md#status). */
const SENT_SUCCESSFULLY = 'Notification has been sent successfully';

/** What becomes of one message. */
export interface Verdict {
  readonly isDelivered: boolean;
  readonly comment: string;
  /** There is no outcome until somebody changes this. */
  readonly isPending?: boolean;
  /** The outcome comes this many simulated ms after the send. */
  readonly afterMs?: number;
  /** When the outcome was changed, in ms since 1970 by the platform's clock. */
  readonly changedAtMs?: number;
}

/** What becomes of a message unless somebody says otherwise. */
export const SUCCESS: Verdict = { isDelivered: true, comment: SENT_SUCCESSFULLY };

const NOBODY: Verdict = { isDelivered: false, comment: NOT_ASSOCIATED };

interface CompiledRule {
  rule: DirectoryRule;
  fits: (identity: string) => boolean;
  verdict: Verdict;
}

/** Decides who can be reached on which channel. */
export class Directory {
  readonly #initial: readonly DirectoryRule[];
  readonly #shelf: FixedShelf;
  #rules: CompiledRule[] = [];

  constructor(initial: readonly DirectoryRule[], budget: MemoryBudget) {
    this.#initial = structuredClone(initial);
    this.#shelf = new FixedShelf(budget, 'rules');
    this.reset();
  }

  /**
   * Replaces all rules.
   * @throws TypeError if they take too much memory
   */
  set(rules: readonly DirectoryRule[]): void {
    this.#shelf.resize(bytesOfData(rules));
    this.#rules = rules.map((rule) => {
      const { afterMs } = rule;
      const verdict = { ...verdictOf(rule), ...(afterMs === undefined ? {} : { afterMs }) };
      return { rule: { ...rule }, fits: wildcard(rule.identity), verdict };
    });
  }

  list(): DirectoryRule[] {
    return this.#rules.map(({ rule }) => ({ ...rule }));
  }

  reset(): void {
    this.set(this.#initial);
  }

  /** The same object for the same fate, so that keeping one for each recipient takes little. */
  lookUp(identity: string, channel: string): Verdict {
    const found = this.#rules.find(
      ({ rule, fits }) => (rule.channel === undefined || rule.channel === channel) && fits(identity),
    );
    return found?.verdict ?? (isNobody(identity) ? NOBODY : SUCCESS);
  }
}

/** The verdict of an outcome, in the platform's words unless others are given. */
export function verdictOf({ outcome, comment }: Pick<DirectoryRule, 'outcome' | 'comment'>): Verdict {
  const isDelivered = outcome === 'delivered';
  const words = comment ?? (isDelivered ? SENT_SUCCESSFULLY : NOT_ASSOCIATED);
  return { isDelivered, comment: words, ...(outcome === 'pending' ? { isPending: true } : {}) };
}

/** Without a rule, two kinds of identities reach nobody, so that a flow's failures can be tried with no setting up. */
function isNobody(identity: string): boolean {
  return /^nobody/i.test(identity) || /^\+?\d{2,11}0000$/.test(identity);
}
