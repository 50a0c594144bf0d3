/**
 * What stands between single braces. Double braces and `${…}` belong to other languages, and JSON has a quote and a colon.
 */
const PLACEHOLDER = /(?<![${])\{([^{}]+)\}(?!\})/g;
const JSON_LIKE = /^\s*["'][^"']*["']\s*:/;
/** A block of code, or of a style sheet. */
const CODE_LIKE = /[;\n\r]|=>|\(\)/;
/** What the platform fills: any name that it is given a parameter for (docs/kore-ai-api.md#send-v2). */
const FILLED = /\{([^{}]+)\}/g;
/** A name that is sent as it is. */
const PLAIN_NAME = /^[A-Za-z_]\w*$/;

/** A message whose placeholders have names that any platform can hold. */
export interface CompiledMessage<Message = unknown> {
  /** The names as the user wrote them, without blanks at their ends; each once, in order. */
  readonly names: readonly string[];
  /** For each of them the name on the wire. */
  readonly wireNames: ReadonlyMap<string, string>;
  /** The message with those; the same one, if nothing of it changes. */
  readonly wire: Message;
}

/**
 * Finds the placeholders of a text, or of every text in a template, and gives each a plain name: what the platform takes for
 * a name is not known, so `{First Name}` is sent as `{First_Name}`.
 */
export function compileMessage<Message>(message: Message): CompiledMessage<Message> {
  const names = new Set<string>();
  const taken = new Set<string>();
  const changed = new Set<string>();
  forEachText(message, (text) => {
    if (!text.includes('{')) return;
    for (const [, inner = ''] of text.matchAll(FILLED)) taken.add(inner);
    for (const [, inner = ''] of text.matchAll(PLACEHOLDER)) {
      const name = nameIn(inner);
      if (name === undefined) continue;
      names.add(name);
      taken.add(name);
      if (!isPlain(name) || name !== inner) changed.add(name);
    }
  });
  const wireNames = new Map<string, string>();
  for (const name of names) {
    const wireName = isPlain(name) ? name : freeName(name, taken);
    taken.add(wireName);
    wireNames.set(name, wireName);
  }
  const rename = (text: string): string =>
    text.replaceAll(PLACEHOLDER, (whole, inner: string) => {
      const wireName = wireNames.get(nameIn(inner) ?? '');
      return wireName === undefined ? whole : `{${wireName}}`;
    });
  return { names: [...names], wireNames, wire: changed.size > 0 ? mapTexts(message, rename) : message };
}

/** Undefined for what is no name. */
function nameIn(inner: string): string | undefined {
  const name = inner.trim();
  return name === '' || JSON_LIKE.test(name) || CODE_LIKE.test(inner) ? undefined : name;
}

function isPlain(name: string): boolean {
  // As the name of a property it would reach the prototype instead of the object.
  return name !== '__proto__' && PLAIN_NAME.test(name);
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .split(/[\W_]+/)
    .filter((word) => word !== '')
    .join('_')
    .slice(0, MAX_WIRE_NAME);
  const start = /^[A-Za-z]/.test(words) ? words : `field${words === '' ? '' : '_'}${words}`;
  for (let number = 1; ; number++) {
    const free = number === 1 ? start : `${start}_${number}`;
    if (!taken.has(free)) return free;
  }
}

const MAX_WIRE_NAME = 60;

/** A text with its placeholders filled, as the platform does it; those without a value stay as they are. */
export function fillPlaceholders(text: string, parameters: Readonly<Record<string, string>>): string {
  if (!text.includes('{')) return text;
  return text.replaceAll(FILLED, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? (parameters[name] ?? whole) : whole,
  );
}

/** What looks like a placeholder of another language or is missing a brace, and so is read as it stands. */
const FOREIGN = new RegExp(
  [
    String.raw`\{\{[^{}]{0,200}\}\}`,
    String.raw`\$\{[^{}]{0,200}\}`,
    '<%[^%]{1,200}%>',
    '<<[\\p{L}_][^<>]{0,60}>>',
    String.raw`\[\[[\p{L}_][^[\]]{0,60}\]\]`,
    String.raw`\*\|[\p{L}_][^|]{0,60}\|\*`,
    String.raw`%[A-Za-z_]\w{2,60}%`,
    '｛[^｛｝]{1,60}｝',
    // One brace too many, or too few.
    String.raw`(?<!\{)\{[\p{L}_][\p{L}\p{N}_. -]{0,60}\}\}(?!\})`,
    String.raw`\{\{[\p{L}_][\p{L}\p{N}_. -]{0,60}\}(?!\})`,
    String.raw`(?<!\{)\{[\p{L}_][\p{L}\p{N}_. -]{0,60}$`,
  ].join('|'),
  'u',
);

/** The first of these in a text. */
export function foreignPlaceholderIn(text: string): string | undefined {
  return FOREIGN.exec(text)?.[0];
}

/** Does something with each text of a message: with itself, or with those inside it. */
export function forEachText(message: unknown, look: (text: string) => void): void {
  if (typeof message === 'string') look(message);
  else if (typeof message === 'object' && message !== null)
    for (const inner of Object.values(message)) forEachText(inner, look);
}

/** A copy of a message with something else for each text of it; names of properties stay. */
export function mapTexts<Value>(value: Value, map: (text: string) => string): Value {
  if (typeof value === 'string') return map(value) as Value;
  if (Array.isArray(value)) return value.map((inner: unknown) => mapTexts(inner, map)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  // From entries: `__proto__` of a JSON text stays the property that it is there.
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, mapTexts(inner as unknown, map)]),
  ) as Value;
}
