import type { DirectoryRule } from './options.ts';

/** The platform's words for an identity that it cannot resolve; the quotes belong to them (spec §5). */
const NOT_ASSOCIATED = "'Identity is not associated with the channel'";

/** The platform's words for a message that it delivered (spec §5). */
export const SENT_SUCCESSFULLY = 'Notification has been sent successfully';

/** What becomes of one message. */
export interface Verdict {
  isDelivered: boolean;
  comment: string;
}

interface CompiledRule {
  rule: DirectoryRule;
  pattern: RegExp;
}

/** Decides who can be reached on which channel. */
export class Directory {
  readonly #initial: readonly DirectoryRule[];
  #rules: CompiledRule[] = [];

  constructor(initial: readonly DirectoryRule[]) {
    this.#initial = structuredClone(initial);
    this.reset();
  }

  /** Replaces all rules. */
  set(rules: readonly DirectoryRule[]): void {
    this.#rules = rules.map((rule) => ({ rule: { ...rule }, pattern: wildcard(rule.identity) }));
  }

  list(): DirectoryRule[] {
    return this.#rules.map(({ rule }) => ({ ...rule }));
  }

  reset(): void {
    this.set(this.#initial);
  }

  lookUp(identity: string, channel: string): Verdict {
    const rule = this.#rules.find(
      ({ rule, pattern }) =>
        (rule.channel === undefined || rule.channel === channel) && pattern.test(identity),
    )?.rule;
    const isDelivered = rule === undefined ? !isNobody(identity) : rule.outcome === 'delivered';
    return { isDelivered, comment: rule?.comment ?? (isDelivered ? SENT_SUCCESSFULLY : NOT_ASSOCIATED) };
  }
}

/** Without a rule, two kinds of identities reach nobody, so that a flow's failures can be tried with no setting up. */
function isNobody(identity: string): boolean {
  return /^nobody/i.test(identity) || /^\+?\d{2,11}0000$/.test(identity);
}

function wildcard(text: string): RegExp {
  const escaped = text.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`, 'is');
}
