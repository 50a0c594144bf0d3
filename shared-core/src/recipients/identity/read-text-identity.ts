import type { Finding } from '../../validation/explain.ts';
import { invisibleIn } from '../../text/invisible.ts';
import { readAddress } from './read-address.ts';
import { holds } from './read-space-id.ts';
import type { TextReading } from './read-identity.ts';

const CONTROL = /\p{Cc}/u;
/** Marks of lists, of JSON and of other programs, which no identity has. */
const FOREIGN = /[[\]{}<>"“”„«»,;`]/;
/** What has a name, one `@` and a domain is meant as an address. */
const ADDRESS_LIKE = /^[^@]+@[^@.]*\./;

/** An identity that may be any text (docs/kore-ai-api.md#send-v1): refused is only what can be none. */
export function readTextIdentity(text: string): TextReading {
  if (CONTROL.test(text)) return { fault: CONTROL_CHARACTER };
  if (text.includes('@')) {
    const address = readAddress(text);
    if ('identity' in address) return address;
    if (text.indexOf('@') !== text.lastIndexOf('@') || ADDRESS_LIKE.test(text)) return address;
  }
  if (FOREIGN.test(text)) return { fault: NO_IDENTITY };
  const invisible = invisibleIn(text);
  return invisible === undefined ? { identity: text } : { fault: holds(invisible) };
}

const CONTROL_CHARACTER: Finding = {
  rule: 'format',
  message: 'It holds a control character or a line break.',
  remedy: 'Remove it, and give each identity an entry of its own.',
};
const NO_IDENTITY: Finding = {
  rule: 'format',
  message: 'It holds a mark of a list or of JSON, and is no identity.',
  remedy: 'Enter one identity without brackets, quotes, commas and semicolons.',
};
