import { V1_MESSAGE_TYPES, V2_MESSAGE_TYPES } from '../../vocabulary/inputs.ts';
import type { Api } from '../../vocabulary/outcomes.ts';
import { parseJson } from '../../text/parse-json.ts';
import { quoteValue } from '../../text/quote.ts';
import type { Finding } from '../../validation/explain.ts';
import { type MessageFault, readMessage } from '../read-message.ts';
import { readJsonText } from './json-text.ts';

/** A message as its request says it. */
export interface MessageContent {
  /** The type on the wire. */
  readonly type: unknown;
  /** Text or object. */
  readonly value: unknown;
  /** What its placeholders stand in: the text, or the object that a card is the JSON text of; undefined for code. */
  readonly template: unknown;
  readonly warning?: Finding;
  /** The value on the wire of this template, or of one like it. */
  toValue(template: unknown): unknown;
}

/** What is wrong with a message, or with its type. */
export interface ContentFault {
  readonly path: 'message' | 'messageType';
  readonly fault: MessageFault;
}

/** What a person gave as type and message; never throws, whatever it is. */
export function readContent(
  api: Api,
  given: { readonly messageType?: unknown; readonly message?: unknown },
): { readonly content: MessageContent; readonly faults: readonly ContentFault[] } {
  const messageType = given.messageType ?? 'text';
  const faults: ContentFault[] = [];
  const types: readonly unknown[] = api === 'v1' ? V1_MESSAGE_TYPES : V2_MESSAGE_TYPES;
  if (!types.includes(messageType))
    faults.push({ path: 'messageType', fault: unknownType(messageType, types) });
  const reading = readMessage(given.message);
  const read =
    'fault' in reading
      ? reading
      : (readAs(api, messageType, reading.message) ?? textOf(messageType, reading.message));
  if (!('fault' in read)) return { content: read, faults };
  faults.push({ path: 'message', fault: read.fault });
  return { content: textOf(messageType, undefined), faults };
}

type Reading = MessageContent | { readonly fault: MessageFault } | undefined;

/** Undefined for what goes out as it was given. */
function readAs(api: Api, messageType: unknown, message: unknown): Reading {
  const isObject = typeof message === 'object' && message !== null;
  if (messageType === 'text') {
    if (isObject) return { fault: objectAsText(api, message) };
    const json = typeof message === 'string' ? readJsonText(message) : undefined;
    if (json !== undefined && 'value' in json)
      return { ...textOf('text', message), warning: jsonAsText(api) };
    return undefined;
  }
  if (messageType === 'card') return readCard(message);
  if (messageType === 'script') {
    if (isObject) return api === 'v1' ? readCard(message) : undefined;
    return typeof message === 'string' ? readScript(api, message) : undefined;
  }
  if (api === 'v2' && messageType === 'template' && typeof message === 'string') {
    const json = readJsonText(message);
    return json === undefined || 'fault' in json
      ? json
      : readAgain(json.value, (value) => textOf('template', value));
  }
  return undefined;
}

/** Code goes out as it is; in V1 it may be a card, of which somebody gave the JSON text (docs/kore-ai-api.md#send-v1). */
function readScript(api: Api, script: string): Reading {
  const json = readJsonText(script);
  if (/^\s*(?:`{3}|~{3})/.test(script)) return { fault: SCRIPT_IN_FENCE };
  // What else looks like JSON and cannot be read may be code: a block, or a list with a call behind it.
  if (json !== undefined && 'fault' in json && /^\s*[[{]\s*[“”„‟«»]/.test(script)) return json;
  if (api === 'v2' || json === undefined || !('value' in json)) return undefined;
  const isPlain = typeof parseJson(script) === 'object';
  return isPlain ? undefined : readAgain(json.value, cardOf);
}

/** Kore.ai takes the JSON text of a card as a script (docs/kore-ai-api.md#send-v1). */
function readCard(message: unknown): Reading {
  if (typeof message === 'string') {
    // The schema says that it is empty.
    if (message === '') return undefined;
    const json = readJsonText(message) ?? { fault: NO_JSON };
    return 'fault' in json ? json : readAgain(json.value, cardOf);
  }
  if (Array.isArray(message)) return { fault: CARD_LIST };
  if (typeof message !== 'object' || message === null) return undefined;
  return Object.keys(message).length === 0 ? { fault: EMPTY_CARD } : cardOf(message);
}

function readAgain(value: object, toContent: (value: unknown) => MessageContent): Reading {
  // What was text before may be nested as deep as it likes.
  const reading = readMessage(value);
  if ('fault' in reading) return reading;
  return toContent === cardOf && Object.keys(value).length === 0
    ? { fault: EMPTY_CARD }
    : toContent(reading.message);
}

function cardOf(card: unknown): MessageContent {
  return {
    type: 'script',
    value: JSON.stringify(card),
    template: card,
    toValue: (template) => JSON.stringify(template),
  };
}

function textOf(messageType: unknown, value: unknown): MessageContent {
  if (messageType === 'script') return { type: 'script', value, template: undefined, toValue: () => value };
  const type = messageType === 'card' ? 'script' : messageType;
  return { type, value, template: value, toValue: (template) => template };
}

function unknownType(messageType: unknown, types: readonly unknown[]): MessageFault {
  const elsewhere =
    messageType === 'card'
      ? ' A card is a template here.'
      : messageType === 'template'
        ? ' A template is a card here.'
        : '';
  return {
    rule: 'choice',
    message: `${quoteValue(messageType)} is not supported here.`,
    remedy: `Choose one of ${types.join(', ')}.${elsewhere}`,
  };
}

/** What takes an object, as the dialogs call it. */
const takesObject = (api: Api): string => (api === 'v1' ? 'Card (JSON)' : 'Template');

function objectAsText(api: Api, message: object): MessageFault {
  return {
    rule: 'type',
    message: `It is ${Array.isArray(message) ? 'a list' : 'an object'}, and the message type is text.`,
    remedy: `Enter text, or choose the message type ${takesObject(api)}.`,
  };
}

function jsonAsText(api: Api): Finding {
  return {
    rule: 'format',
    message: 'The text is JSON, and recipients will read it as it is.',
    remedy: `If it is a ${api === 'v1' ? 'card' : 'template'}, choose the message type ${takesObject(api)}.`,
  };
}

const NO_JSON: MessageFault = {
  rule: 'format',
  message: 'The card is not JSON.',
  remedy: 'Enter one JSON object, or choose the message type Text.',
};
const CARD_LIST: MessageFault = {
  rule: 'type',
  message: 'The card is a list.',
  remedy: 'Enter one JSON object, from { to }.',
};
const EMPTY_CARD: MessageFault = { rule: 'empty', message: 'The card is empty.', remedy: 'Fill it in.' };
const SCRIPT_IN_FENCE: MessageFault = {
  rule: 'format',
  message: 'The script is in a code fence.',
  remedy: 'Remove the first and the last line of the fence.',
};
