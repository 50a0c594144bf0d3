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

/** A message as it is kept: as text, whose size is known. */
export interface StoredMessage {
  type: Message['type'];
  /** The value itself if it is a text, else its JSON. */
  text: string;
  isJson: boolean;
}

/** A message as its recipient would see it. */
export interface RenderedMessage {
  kind: 'text' | 'template' | 'script';
  text: string;
  /** The message is longer. */
  isCut?: true;
}

/** Longest JSON that is filled for a short look at it: any other is shown as it was sent. */
const JSON_CHARACTERS_PER_CHARACTER = 16;

/** Turns a message into what is kept of it. */
export function keepMessage({ type, value }: Message): StoredMessage {
  return typeof value === 'string'
    ? { type, text: value, isJson: false }
    : { type, text: JSON.stringify(value), isJson: true };
}

/**
 * Fills the placeholders, of the main message too (docs/kore-ai-api.md#send-v2). A script is code: nothing is ever pasted into
 * one. The result has at most `maxCharacters`, whatever the placeholders hold.
 */
export function renderMessage(
  message: StoredMessage,
  { customMessage, parameters = {} }: Recipient,
  maxCharacters: number,
): RenderedMessage {
  const room = new Room(maxCharacters);
  const done = (kind: RenderedMessage['kind'], text: string): RenderedMessage => {
    const cut = cutText(text, maxCharacters);
    return { kind, text: cut, ...(room.isUsedUp || cut.length < text.length ? { isCut: true } : {}) };
  };
  if (customMessage !== undefined) return done('text', fill(customMessage, parameters, room));
  if (!message.isJson)
    return message.type === 'script'
      ? done('script', message.text)
      : done(message.type, fill(message.text, parameters, room));
  if (message.text.length > maxCharacters * JSON_CHARACTERS_PER_CHARACTER)
    return done(message.type, message.text);
  const value = JSON.parse(message.text) as unknown;
  const filled = message.type === 'script' ? value : fillDeep(value, parameters, room, 0);
  return done(message.type, JSON.stringify(filled, null, INDENT));
}

/** The beginning of a text, without half a character at its end. */
export function cutText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const last = text.charCodeAt(maxCharacters - 1);
  const isHalf = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHalf ? maxCharacters - 1 : maxCharacters);
}

const INDENT = 2;

/** How many characters may still be made. */
class Room {
  #left: number;
  isUsedUp = false;

  constructor(characters: number) {
    this.#left = characters;
  }

  /** As much of a text as there is room for. */
  take(text: string): string {
    if (text.length <= this.#left) {
      this.#left -= text.length;
      return text;
    }
    const taken = cutText(text, this.#left);
    this.#left = 0;
    this.isUsedUp = true;
    return taken;
  }
}

function fill(text: string, parameters: Record<string, string>, room: Room): string {
  const parts: string[] = [];
  let position = 0;
  for (const { 0: placeholder, 1: name = '', index } of text.matchAll(/\{([^{}]+)\}/g)) {
    if (room.isUsedUp) break;
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    parts.push(room.take(text.slice(position, index)), room.take(value ?? placeholder));
    position = index + placeholder.length;
  }
  if (!room.isUsedUp) parts.push(room.take(text.slice(position)));
  return parts.join('');
}

/** Entries beyond the room are left out. Each takes a line of its own, indented. */
function fillDeep(value: unknown, parameters: Record<string, string>, room: Room, depth: number): unknown {
  if (typeof value === 'string') return fill(value, parameters, room);
  if (typeof value !== 'object' || value === null) {
    room.take(String(value));
    return value;
  }
  const entries: [string, unknown][] = [];
  for (const [key, entry] of Object.entries(value)) {
    room.take(' '.repeat(INDENT * (depth + 1)));
    if (!Array.isArray(value)) room.take(key);
    if (room.isUsedUp) break;
    entries.push([key, fillDeep(entry, parameters, room, depth + 1)]);
  }
  return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
}
