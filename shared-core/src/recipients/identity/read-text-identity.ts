import type { Finding } from '../../validation/explain.ts';
import { hiddenIn } from '../../validation/check-id.ts';
import { readAddress } from './read-address.ts';
import type { TextReading } from './text-reading.ts';

/** Marks of lists, of JSON and of other programs, which no identity has. */
const FOREIGN = /[[\]{}<>"“”„«»,;`]/;
/** What has a name, one `@` and a domain is meant as an address. */
const ADDRESS_LIKE = /^[^@]+@[^@.]*\./;

/** An address without its domain, or with a sign in place of the `@`, as wide letters and links have it. */
const UNFINISHED = /@$|[\uff20\ufe6b]|^[^@\s]+%40[^@\s]+$/;

/** An identity that may be any text (docs/kore-ai-api.md#send-v1): refused is only what can be none. */
export function readTextIdentity(text: string): TextReading {
  if (UNFINISHED.test(text)) return { fault: NO_ADDRESS };
  if (text.includes('@')) {
    const address = readAddress(text);
    if ('identity' in address) return address;
    if (text.indexOf('@') !== text.lastIndexOf('@') || ADDRESS_LIKE.test(text)) return address;
  }
  const fault = FOREIGN.test(text) ? NO_IDENTITY : hiddenIn(text);
  return fault === undefined ? { identity: text } : { fault };
}

const NO_ADDRESS: Finding = {
  rule: 'format',
  message: 'It is not an e-mail address.',
  remedy: 'Enter one address such as ann@example.com.',
};
const NO_IDENTITY: Finding = {
  rule: 'format',
  message: 'It holds a mark of a list or of JSON, and is no identity.',
  remedy: 'Enter one identity without brackets, quotes, commas and semicolons.',
};
