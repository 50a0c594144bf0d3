import { parseJson } from './parse-json.ts';

/** What a request carried. Nothing of it is shown, even if an answer quotes it. */
export interface Carried {
  /** JSON text. */
  readonly body?: string;
  /** Below the host; the values of its query count. */
  readonly path?: string;
  /** The token, and what it was signed with. */
  readonly secrets?: () => readonly string[];
}

/** What it carried, by how closely it is guarded. */
export interface Guarded {
  readonly secrets: readonly string[];
  /** Identities, and what is told to one person: not even a part of them is shown. */
  readonly personal: readonly string[];
  /** Of the message, which shares its everyday words with everybody else. */
  readonly message: readonly string[];
}

/** Values that choose something, and say nothing of anybody. */
const CHOICES = new Set(['channel', 'type', 'userIdentityType', 'osType', 'unsubscribe']);
const MESSAGES = new Set(['message', 'content']);

/** The values that a request carried. */
export function guard({ body, path = '', secrets }: Carried): Guarded {
  const personal: string[] = [];
  const message: string[] = [];
  const parsed = body === undefined ? undefined : parseJson(body);
  if (parsed !== undefined) collect(parsed, personal, message);
  const query = path.indexOf('?');
  if (query >= 0)
    for (const pair of path.slice(query + 1).split('&')) personal.push(pair.slice(pair.indexOf('=') + 1));
  return { secrets: (secrets?.() ?? []).filter(({ length }) => length >= MIN_SECRET), personal, message };
}

/** A shorter one protects nothing, and would be found in every sentence. */
const MIN_SECRET = 8;

function collect(value: unknown, found: string[], messages: string[]): void {
  // Bodies are made here, but of templates as deep as somebody likes: a list of what is left instead of a call each.
  const left: { readonly value: unknown; readonly found: string[] }[] = [{ value, found }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next.value === 'string') next.found.push(next.value);
    else if (typeof next.value === 'object' && next.value !== null)
      for (const [name, inner] of Object.entries(next.value))
        if (!CHOICES.has(name))
          left.push({ value: inner, found: MESSAGES.has(name) ? messages : next.found });
  }
}
