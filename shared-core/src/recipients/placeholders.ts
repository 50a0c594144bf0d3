/**
 * `{name}` as Kore.ai fills it. Other languages' braces are left alone: `${name}` of Adaptive Cards, `{{name}}` of
 * template engines, and JSON, whose braces are followed by a quote.
 */
const PLACEHOLDER = /(?<![${])\{([A-Za-z_]\w*)\}(?!\})/g;

/** Names of the placeholders in a text, or in any text inside an object; each once, in order. */
export function findPlaceholders(message: unknown): readonly string[] {
  const names = new Set<string>();
  collect(message, names);
  // As a property name it would reach the prototype instead of the object.
  names.delete('__proto__');
  return [...names];
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') {
    if (value.includes('{')) for (const [, name = ''] of value.matchAll(PLACEHOLDER)) names.add(name);
  } else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) collect(inner, names);
}

/** A text with its placeholders filled; those without a value stay as they are. */
export function fillPlaceholders(text: string, parameters: Readonly<Record<string, string>>): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? (parameters[name] ?? whole) : whole,
  );
}
