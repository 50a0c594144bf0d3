import { redact } from '../errors.ts';

/** What the platform said about a refusal. */
export interface RefusalWords {
  readonly platformMessage?: string;
  readonly platformCode?: string;
}

/** Finds the platform's words and code in the body of a refusal, in any of the shapes seen (spec section 2). */
export function readRefusal(body: string): RefusalWords {
  const parsed = parseJson(body);
  if (parsed === undefined) {
    // A page made for browsers says nothing to a user of a flow.
    const isPage = /^\s*</.test(body);
    return isPage || body.trim() === '' ? {} : { platformMessage: redact(body) };
  }
  const errors = field(parsed, 'errors');
  const entry: unknown = Array.isArray(errors) ? errors[0] : (field(parsed, 'error') ?? parsed);
  const words = typeof entry === 'string' ? entry : (field(entry, 'msg') ?? field(entry, 'message'));
  const code = field(entry, 'code');
  return {
    ...(typeof words === 'string' && words.trim() !== '' ? { platformMessage: redact(words) } : {}),
    ...(typeof code === 'string' || typeof code === 'number' ? { platformCode: redact(String(code)) } : {}),
  };
}

/** The value of a JSON text, undefined if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
