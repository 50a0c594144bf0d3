import { damageOfNumber } from '../../text/damage.ts';
import type { Finding } from '../../validation/explain.ts';

/** The text of a value, undefined where there is none, or what is wrong with it. */
export type TextReading = { readonly text: string | undefined } | { readonly fault: Finding };

/** Spreadsheets make numbers of order ids, and databases dates and big integers: their text is beyond doubt. */
export function readText(value: unknown): TextReading {
  switch (typeof value) {
    case 'string':
      return { text: value };
    case 'number':
      return readNumber(value);
    case 'bigint':
    case 'boolean':
      return { text: String(value) };
    case 'undefined':
      return { text: undefined };
    case 'object':
      return value === null ? { text: undefined } : readObject(value);
    default:
      return { fault: faultOfType(value) };
  }
}

function readNumber(value: number): TextReading {
  const damage = damageOfNumber(value);
  if (damage === undefined) return { text: String(value) };
  return { fault: { rule: 'type', message: damage.message, remedy: damage.remedy } };
}

function readObject(value: object): TextReading {
  if (!isDate(value)) return { fault: faultOfType(value) };
  const time = value.getTime();
  if (!Number.isNaN(time)) return { text: value.toISOString() };
  return {
    fault: { rule: 'type', message: 'It is a date that does not exist.', remedy: 'Enter a date or text.' },
  };
}

/** Also one of another realm, as a function node makes them. */
function isDate(value: object): value is Date {
  return (
    Object.prototype.toString.call(value) === '[object Date]' && 'getTime' in value && 'toISOString' in value
  );
}

function faultOfType(value: unknown): Finding {
  return { rule: 'type', message: `It is ${nameOf(value)}.`, remedy: 'Enter text or a number.' };
}

/** What a value is, in words. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (ArrayBuffer.isView(value)) return 'binary data';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
