import isEmail from 'validator/lib/isEmail.js';
import type { Finding } from '../../validation/explain.ts';
import { invisibleIn, trimInvisible, withoutInvisible } from '../../text/invisible.ts';
import type { TextReading } from './text-reading.ts';

/** What nearly all addresses look like; anything else takes the longer way. */
const PLAIN =
  /^[a-z\d_](?:[a-z\d_+-]|\.(?=[a-z\d_+-])|'(?=[a-z\d]))*@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){1,8}[a-z]{1,24}$/i;
const MAX_PLAIN = 64;
/** A joiner between letters that are not Latin may belong to a word. */
const JOINER =
  /[^\p{ASCII}\p{Default_Ignorable_Code_Point}][\u200c\u200d]+[^\p{ASCII}\p{Default_Ignorable_Code_Point}]/u;

/** True for an address of which there is nothing to clean and nothing to say. */
export function isPlainAddress(given: string): boolean {
  return given.length <= MAX_PLAIN && PLAIN.test(given);
}

/** An e-mail address as it is copied → the address alone, without what people and programs put around it. */
export function readAddress(given: string): TextReading {
  if (isPlainAddress(given)) return { identity: given };
  if (JOINER.test(given))
    return { fault: fault(`It holds ${invisibleIn(given) ?? 'a joiner'}, which cannot be seen.`) };
  const text = unwrap(trimInvisible(withoutInvisible(given)));
  const why = faultOf(text);
  return why === undefined ? { identity: text } : { fault: fault(why) };
}

/** Takes off a display name, angle brackets, quotes and `mailto:`, in the order in which programs put them on. */
function unwrap(text: string): string {
  let inner = text;
  for (let layer = 0; layer < MAX_LAYERS; layer++) {
    const next = unwrapOnce(inner);
    if (next === inner) break;
    inner = next;
  }
  return inner;
}

const MAX_LAYERS = 4;
const ENVELOPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
  ['<', '>'],
]);

function unwrapOnce(text: string): string {
  if (/^mailto:/i.test(text)) return text.slice('mailto:'.length).trim();
  const last = text.at(-1);
  const middle = text.slice(1, -1);
  if (
    text.length > 2 &&
    last !== undefined &&
    ENVELOPES.get(text.charAt(0)) === last &&
    // Only an apostrophe may stand in an address too.
    (last === "'" || !middle.includes(last))
  )
    return middle.trim();
  const at = text.indexOf('<');
  if (at <= 0 || last !== '>') return text;
  const [name, inner] = [text.slice(0, at).trim(), text.slice(at + 1, -1)];
  // A name that is an address itself may be somebody else's.
  return !name.includes('@') || name === inner.replace(/^mailto:/i, '') ? inner.trim() : text;
}

/** Why a text is no address, undefined if it is one. */
function faultOf(text: string): string | undefined {
  const at = text.lastIndexOf('@');
  if (at === -1) return 'It is not an e-mail address.';
  if (text.indexOf('@') !== at) return 'It holds more than one @.';
  if (/\s/.test(text)) return 'It holds a blank, and is not an e-mail address.';
  if (text.includes('..') || /^\.|\.@|@\.|\.$/.test(text))
    return 'It has a dot too many, and is not an e-mail address.';
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  const mark = markIn(local, domain);
  if (mark !== undefined) return `It holds ${mark}, which is not part of an e-mail address.`;
  const top = domain.slice(domain.lastIndexOf('.') + 1);
  const isDomain = domain.includes('.') && !/^\d+$/.test(top);
  return isDomain && isEmail(text, OPTIONS) ? undefined : 'It is not an e-mail address.';
}

/**
 * The first sign that has no place where it stands, in words. Allowed are letters of any language, and of the signs that mail
 * allows those that are no mark of a list, a formula or a quotation.
 */
function markIn(local: string, domain: string): string | undefined {
  const sign =
    /^[^\p{L}\p{N}_]/u.exec(local)?.[0] ??
    /[^\p{L}\p{M}\p{N}_.+\-'#&!$%^/~?]|'$/u.exec(local)?.[0] ??
    /[^\p{L}\p{M}\p{N}_.-]/u.exec(domain)?.[0];
  if (sign === undefined) return undefined;
  return /\p{C}/u.test(sign) ? 'a control character' : `“${sign}”`;
}

const OPTIONS = { require_tld: false, allow_underscores: true } as const;

function fault(message: string): Finding {
  return { rule: 'format', message, remedy: 'Enter one address such as ann@example.com.' };
}
