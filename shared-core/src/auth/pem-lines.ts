import { trimInvisible } from '../text/invisible.ts';
import { KoreNotifyError } from '../vocabulary/errors.ts';

/** Characters of a PEM text: an RSA key of 16,384 bits has 13,000. */
const MAX_LENGTH = 20_000;

/**
 * A PEM text with its line breaks, which one-line fields and environment variables carry as `\n` or as blanks.
 * @throws KoreNotifyError `invalid_options`, for a text longer than 20,000 characters.
 */
export function restorePemLines(pem: string): string {
  if (pem.length > MAX_LENGTH)
    throw new KoreNotifyError({
      code: 'invalid_options',
      message: 'The private key is too long.',
      hint: 'Enter the PEM text of one RSA private key.',
    });
  const text = trimInvisible(pem).replaceAll('\\n', '\n');
  if (text.includes('\n')) return text;
  // Searched for, not matched: neighbouring patterns that all take blanks need the cube of the length.
  const begin = text.indexOf('BEGIN ');
  const bodyStart = skipDashes(text, text.indexOf('-', begin), 1);
  const bodyEnd = skipDashes(text, text.lastIndexOf('END ') - 1, -1) + 1;
  if (!text.startsWith('-') || begin < 0 || bodyStart > bodyEnd) return text;
  const body = text.slice(bodyStart, bodyEnd).trim().split(/\s+/);
  return [text.slice(0, bodyStart), ...body, text.slice(bodyEnd)].join('\n');
}

function skipDashes(text: string, from: number, step: 1 | -1): number {
  let at = from;
  while (text[at] === '-') at += step;
  return at;
}
