import type { Finding } from '../../validation/explain.ts';
import type { TextReading } from './read-identity.ts';

const NUMBER = /^\+?\d{6,15}$/;

/** A phone number as people write it → its digits behind the prefix as given. */
export function readPhone(text: string): TextReading {
  const identity = text.replaceAll(/[\s.()[\]\-\u2010-\u2015]/g, '');
  return NUMBER.test(identity) ? { identity } : { fault: NO_NUMBER };
}

const NO_NUMBER: Finding = {
  rule: 'format',
  message: 'It is not a phone number.',
  remedy: 'Enter it in international form, 6 to 15 digits with an optional plus sign.',
};
