/** The message object of either send call, under one name for its two spellings. */
export interface Message {
  type: 'text' | 'template' | 'script';
  value: unknown;
}

/** One recipient of a send. */
export interface Recipient {
  identity: string;
  customMessage?: string;
  parameters?: Record<string, string>;
}

/** A message as its recipient would see it. */
export interface RenderedMessage {
  kind: 'text' | 'template' | 'script';
  text: string;
}

/**
 * Fills the placeholders, of the main message too (spec §4). A script is code: nothing is ever pasted into one.
 */
export function renderMessage(
  message: Message,
  { customMessage, parameters = {} }: Recipient,
): RenderedMessage {
  if (customMessage !== undefined) return { kind: 'text', text: fill(customMessage, parameters) };
  if (message.type === 'script') return { kind: 'script', text: asText(message.value) };
  return { kind: message.type, text: asText(fillDeep(message.value, parameters)) };
}

function fill(text: string, parameters: Record<string, string>): string {
  return text.replaceAll(/\{([^{}]+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(parameters, name) ? (parameters[name] ?? placeholder) : placeholder,
  );
}

function fillDeep(value: unknown, parameters: Record<string, string>): unknown {
  if (typeof value === 'string') return fill(value, parameters);
  if (Array.isArray(value)) return value.map((entry) => fillDeep(entry, parameters));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fillDeep(entry, parameters)]));
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
