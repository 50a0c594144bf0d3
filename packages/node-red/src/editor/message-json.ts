import type { SavedConfig } from '../config-version.ts';

/** How JSON begins: a brace with a quote behind it, or a list of such. A placeholder has a name behind its brace. */
const BEGINS_JSON = /^[\s\p{Cf}]*(?:\[\s*)*\{\s*["'\u201c-\u201f]/u;

/** Whether the typed message of a node must be JSON, and is none for certain: what the core unwraps first is left to it. */
export function isBrokenJson({
  message,
  messageSource,
  messageType,
  messageTypeSource,
}: SavedConfig): boolean {
  if (messageSource !== 'str' || messageTypeSource !== 'choice' || typeof message !== 'string') return false;
  // Of a template that is a text, the platform knows what it means.
  const isJson = messageType === 'card' || (messageType === 'template' && BEGINS_JSON.test(message));
  return isJson && !/^\s*["`~]|\\"/.test(message) && !isJsonText(message);
}

function isJsonText(text: string): boolean {
  try {
    // What cannot be seen stands around it, where it does.
    JSON.parse(text.replaceAll(/\p{Cf}/gu, '').trim());
    return true;
  } catch {
    return false;
  }
}
