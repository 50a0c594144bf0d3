import { findField, type Row } from '../../recipients/fields/find-field.ts';
import { forEachText } from '../../recipients/placeholders.ts';
import { quoteName } from '../../text/quote.ts';
import { isBlank } from '../../validation/half-characters.ts';
import type { ProblemCollector } from '../../vocabulary/problems.ts';

/** Names in the marks of other programs: `[First Name]`, `<name>`, `«name»`, `#name#`, `$name`. */
const MARKED =
  /\[ ?([\p{L}_][^[\]{}]{0,60})\]|< ?([\p{L}_][^<>{}]{0,60})>|«([^«»{}]{1,60})»|#([\p{L}_][^#{}]{0,60})#|\$([\p{L}_][\p{L}\p{N}_]{0,60})/gu;
const MAX_MARKED = 100;

/** What to look for in rows. */
export interface UnfilledRules {
  /** Placeholders of a message that nobody fills; undefined of one that is filled. */
  readonly placeholders: readonly string[] | undefined;
  /** The message, whose texts may name fields in other marks; undefined if it is code. */
  readonly template: unknown;
  /** `customMessage` of a row is a field like any other. */
  readonly rowsArePlainData: boolean;
}

/**
 * What is sent as it stands, although a field of the rows is meant by it: as long as no row has such a field, it is a text like
 * any other.
 */
export class UnfilledNames {
  readonly #placeholders: readonly string[] | undefined;
  readonly #isCustomMessageUnused: boolean;
  /** By the name, how it stands there. */
  readonly #marked = new Map<string, string>();
  /** Names that no row has so far. */
  readonly #missing: Set<string>;
  #hasCustomMessage = false;

  constructor({ placeholders, template, rowsArePlainData }: UnfilledRules) {
    this.#placeholders = placeholders;
    this.#isCustomMessageUnused = placeholders !== undefined && !rowsArePlainData;
    forEachText(template, (text) => {
      for (const [shown, ...names] of text.matchAll(MARKED)) {
        const name = names.find(Boolean)?.trim() ?? '';
        if (this.#marked.size < MAX_MARKED) this.#marked.set(name, shown);
      }
    });
    this.#missing = new Set([...(placeholders ?? []), ...this.#marked.keys()]);
  }

  /** Looks at a row; undefined if there is nothing to look for. */
  get look(): ((row: Row) => void) | undefined {
    if (this.#missing.size === 0 && !this.#isCustomMessageUnused) return undefined;
    return (row) => {
      for (const name of this.#missing) if (findField(row, name) !== undefined) this.#missing.delete(name);
      if (!this.#isCustomMessageUnused || this.#hasCustomMessage) return;
      const own = findField(row, 'customMessage');
      this.#hasCustomMessage =
        own !== undefined && 'value' in own && typeof own.value === 'string' && !isBlank(own.value);
    };
  }

  /** Tells them, once all rows were looked at. */
  tell(found: { readonly problems: ProblemCollector; readonly warnings: ProblemCollector }): void {
    for (const name of this.#placeholders ?? []) tellPlaceholder(name, !this.#missing.has(name), found);
    if (this.#hasCustomMessage)
      found.warnings.add({
        path: 'recipients',
        rule: 'conflict',
        message: 'The customMessage of a row is not sent: Send Notification sends one text to all.',
        remedy: FILLED_BY,
      });
    for (const [name, shown] of this.#marked)
      if (!this.#missing.has(name))
        found.warnings.add({
          path: 'message',
          rule: 'placeholder',
          message: `${quoteName(shown) ?? 'The name of a field'} is sent as it stands: a placeholder has single braces.`,
          remedy: `For the field of the row write {${quoteName(name) ?? '…'}}.`,
        });
  }
}

/** V1 sends one text to everybody (docs/kore-ai-api.md#send-v1). */
function tellPlaceholder(
  name: string,
  isFillable: boolean,
  { problems, warnings }: { readonly problems: ProblemCollector; readonly warnings: ProblemCollector },
): void {
  const shown = `{${quoteName(name) ?? '…'}}`;
  if (isFillable)
    problems.add({
      path: 'message',
      rule: 'placeholder',
      message: `${shown} would be sent as it stands: Send Notification sends one text to all.`,
      remedy: FILLED_BY,
    });
  else
    warnings.add({
      path: 'message',
      rule: 'placeholder',
      message: `${shown} is sent as it stands: no row has a field of this name.`,
      remedy: 'If it is a placeholder, use Send Notification V2, with rows that have the field.',
    });
}

const FILLED_BY = 'Use Send Notification V2, or switch on the option “Fill for each recipient”.';
