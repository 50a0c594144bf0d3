import { type Slice, split, splitAt } from './split.ts';
import {
  validateCheckedIdentityWhatsapp,
  validateIdentityHangouts,
  validateIdentityIvr,
  validateIdentityMsteams,
  validateIdentityOther,
  validateSendRequest,
  validateSendV2Request,
} from '../generated/validators.ts';
import type { SendInput, SendV2Input } from '../vocabulary/inputs.ts';
import type { SendOptions } from '../vocabulary/options.ts';
import type { ResolvedGuards } from '../vocabulary/guards.ts';
import type { Api } from '../vocabulary/outcomes.ts';
import { type ListRules, Recipients } from '../recipients/recipients.ts';
import { type ContentOf, isFilled, parametersOf, type WireIdentity } from '../recipients/duplicates.ts';
import { FilledLists } from '../recipients/filled-lists.ts';
import { warnOfText } from '../recipients/fields/fill-placeholders.ts';
import { compileMessage, fillPlaceholders, forEachText } from '../recipients/placeholders.ts';
import { readCountry } from '../validation/country.ts';
import { check, type Finding } from '../validation/explain.ts';
import { quoteValue } from '../text/quote.ts';
import { ProblemCollector } from '../vocabulary/problems.ts';
import type { Validator } from '../validation/validator.ts';
import { maximumOf } from './guards/maximum.ts';
import { readSendTo } from './guards/read-send-to.ts';
import { RowZones } from './guards/row-zones.ts';
import { fillTemplate } from './message/fill-template.ts';
import { readChannel } from './message/read-channel.ts';
import { type MessageContent, readContent } from './message/read-content.ts';
import { UnfilledNames } from './message/unfilled-names.ts';
import { checkSettings, isEmpty } from '../validation/check-settings.ts';

/** Everything about a send that is known before anything is sent. */
export interface SendDraft {
  readonly api: Api;
  readonly channel: string;
  readonly recipients: Recipients;
  /** The main message as text, as it was given. */
  readonly messageText: string;
  /** What somebody reads who is sent this. */
  textFor(wire: WireIdentity): string;
  /** Of channel, message and settings: with these nothing can be sent. */
  readonly problems: ProblemCollector;
  readonly recipientProblems: ProblemCollector;
  readonly warnings: ProblemCollector;
  /** The identity that gets the first messages instead of their recipients. */
  readonly sendTo?: string | undefined;
  /** Time zones of rows, if the app has quiet hours by row. */
  readonly zones?: RowZones | undefined;
  /** One a request: positions in the list of those that are sent. All recipients must be read. */
  split(): Slice[];
  /** Adds what is only known once all recipients are read. */
  finish(): void;
  /** The body of one request, as JSON text. */
  buildBody(slice: Slice): string;
}

const V2_IDENTITY_VALIDATORS: ReadonlyMap<string, Validator> = new Map<string, Validator>([
  ['ivr', validateIdentityIvr],
  ['hangouts', validateIdentityHangouts],
  ['whatsapp', validateCheckedIdentityWhatsapp],
  ['msteams', validateIdentityMsteams],
]);

/** A V1 identity is any text that is not empty, which was checked before (docs/kore-ai-api.md#send-v1). */
const acceptAny: Validator = () => true;

/**
 * Checks message and settings of a send; of its recipients nobody is read yet. Pure; never throws, whatever a flow gives as
 * input. `guards`: of the app.
 */
export function createDraft(
  api: Api,
  given: SendInput | SendV2Input,
  options: SendOptions,
  guards?: ResolvedGuards,
): SendDraft {
  const input = (typeof given === 'object' && (given as unknown) !== null ? given : {}) as
    SendInput | SendV2Input;
  const problems = new ProblemCollector();
  const recipientProblems = new ProblemCollector();
  const warnings = new ProblemCollector();
  const { content, faults } = readContent(api, input);
  const { channel, identityKey, isOther, isUnusable } = readChannel(api, input, { problems, warnings });
  for (const { path, fault } of faults) problems.add({ path, ...fault });
  if (content.warning !== undefined) warnings.add({ path: 'message', ...content.warning });
  const isCode = content.template === undefined;
  const message = compileMessage(content.template);
  if (!isCode) warnOfMessage(content.template, warnings);
  // V1 sends a text as it is, unless it is filled here for each recipient.
  const value = api === 'v2' && !isCode ? content.toValue(message.wire) : content.value;
  const envelopeOf = (value: unknown): Envelope =>
    api === 'v1'
      ? buildV1Envelope(channel, { type: content.type, value })
      : buildV2Envelope(input, { channel, content: { type: content.type, value }, problems });
  const { envelope, messageKey } = envelopeOf(value);
  const perRequest = checkSettings(input, options, problems);

  // Recipients are checked one by one below, with their index; here there are none.
  const validateRequest = api === 'v1' ? validateSendRequest : validateSendV2Request;
  const nameField = (pointer: string): string | undefined => {
    if (pointer.startsWith('/identities')) return undefined;
    const path = INPUT_FIELDS[pointer] ?? nameMessagePart(pointer, messageKey);
    // Whether an instance goes with a channel that is a problem nobody can tell.
    if (path === 'webhookInstanceName' && isUnusable) return undefined;
    // What cannot be read has its problem already, and so have channel and type.
    return path === 'channel' || path === 'messageType' || faults.some((one) => one.path === path)
      ? undefined
      : path;
  };
  const empty = { ...envelope, identities: [] };
  check(validateRequest, empty, { found: problems, nameField });

  const emptyBody = toJson(empty);
  if (emptyBody === undefined)
    problems.add({
      path: 'message',
      rule: 'type',
      message: 'It cannot be written as JSON.',
      remedy: 'Enter text, or an object without cycles and functions.',
    });
  const messageText = toText(content.value);
  const wireText = toText(value);
  const isFilledHere =
    options.fillEach === true && !isCode && (api === 'v1' || typeof message.wire === 'string');
  const fill = (values: Readonly<Record<string, string>>): string =>
    toText(content.toValue(fillTemplate(message.wire, values)));
  const unfilled = new UnfilledNames({
    placeholders: api === 'v1' && !isFilledHere ? message.names : undefined,
    template: content.template,
    rowsArePlainData: options.rowsArePlainData === true,
  });
  const country = readCountry(options.country, problems);
  const identityField = typeof input.identityField === 'string' ? input.identityField.trim() : '';
  const { timeZoneField } = guards?.quietHours ?? {};
  const zones = timeZoneField === undefined ? undefined : new RowZones(timeZoneField);
  const rules: ListRules = {
    api,
    identityKey,
    // What an identity looks like on another channel only Kore.ai knows.
    identityRules: { api, key: isUnusable === true || isOther ? 'identity' : identityKey, country },
    identityField: identityField === '' ? identityKey : identityField,
    message,
    rowsArePlainData: options.rowsArePlainData === true,
    ...(isFilledHere ? { fill } : {}),
    onFields: unfilled.look,
    validate:
      api === 'v1'
        ? acceptAny
        : isOther
          ? validateIdentityOther
          : (V2_IDENTITY_VALIDATORS.get(input.channel) ?? acceptAny),
    isMissingParameterFine: options.onMissingParameter === 'warning',
    perRequest,
    contentOf: contentOf(wireText, isCode),
    ...maximumOf(options, guards),
    onRow: zones && ((...row) => zones.read(...row)),
  };
  const recipients = new Recipients(input.recipients, rules, { problems: recipientProblems, warnings });

  return {
    api,
    channel: typeof input.channel === 'string' ? input.channel : '',
    recipients,
    messageText,
    textFor(wire) {
      if (isFilled(wire)) return wire.text;
      if (isCode || typeof wire === 'string') return messageText;
      const { customMessage = wireText, parameters = {} } = wire;
      return fillPlaceholders(customMessage, parameters);
    },
    problems,
    recipientProblems,
    warnings,
    sendTo: readSendTo(options.sendTo, rules, problems),
    zones,
    split() {
      const { wire, sendable, perRequest: maximum } = recipients;
      return wire instanceof FilledLists
        ? splitAt(wire.borders, { count: sendable.length, maximum })
        : split(sendable.length, maximum);
    },
    finish() {
      unfilled.tell({ problems, warnings });
    },
    buildBody({ from, to, without }) {
      const wire = recipients.wire instanceof FilledLists ? recipients.wire.at(from) : undefined;
      // The message is written once: a flow that changes its template meanwhile changes no request.
      const body =
        wire !== undefined ? toJson({ ...envelopeOf(wire.text).envelope, identities: [] }) : emptyBody;
      return `${body?.slice(0, -EMPTY_LIST_END.length) ?? ''}${recipients.wire.textOf(from, to, without)}}`;
    },
  };
}

/** The first thing about a message that looks wrong. Braces of a template may belong to the language of the card. */
function warnOfMessage(template: unknown, warnings: ProblemCollector): void {
  const isText = typeof template === 'string';
  let isWarned = false;
  const warn = (_part: string, about: Finding): void => {
    if (!isWarned) warnings.add({ path: 'message', ...about });
    isWarned = true;
  };
  forEachText(template, (text) => warnOfText('', isText ? text : withoutCardLanguage(text), { warn }));
}

/** `${…}` and the dates of Adaptive Cards. */
function withoutCardLanguage(text: string): string {
  return text.replaceAll(/\$\{[^{}]*\}|\{\{(?:DATE|TIME)\([^{}]*\)\}\}/g, '');
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : (toJson(value) ?? '');
}

/**
 * What a recipient reads: the text with its placeholders filled. Of a script, and of a long text, of which there may be many
 * copies, what it is filled with.
 */
function contentOf(wireText: string, isCode: boolean): ContentOf {
  if (isCode || wireText.length > MAX_COMPARED) return parametersOf;
  return (wire) => {
    if (isFilled(wire)) return wire.text;
    const { customMessage = wireText, parameters = {} } = typeof wire === 'object' ? wire : {};
    return fillPlaceholders(customMessage, parameters);
  };
}

const MAX_COMPARED = 2_000;

/** How a body without recipients ends, up to which all bodies of a send are the same. */
const EMPTY_LIST_END = '[]}';

function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

interface Envelope {
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly messageKey: 'message' | 'content';
}

type SentContent = Pick<MessageContent, 'type' | 'value'>;

function buildV1Envelope(channel: unknown, { type, value }: SentContent): Envelope {
  return {
    envelope: { channel, userIdentityType: 'resolve', message: { type, val: value } },
    messageKey: 'message',
  };
}

/** The samples of these channels have `content`, the others `message` (docs/kore-ai-api.md#contradictions). */
const SAYS_CONTENT: ReadonlySet<unknown> = new Set(['ivr', 'hangouts']);

function buildV2Envelope(
  input: SendV2Input | SendInput,
  {
    channel,
    content: { type, value },
    problems,
  }: { readonly channel: unknown; readonly content: SentContent; readonly problems: ProblemCollector },
): Envelope {
  const { messageKey } = input as SendV2Input;
  const webhookInstanceName = withoutBlankEnds((input as SendV2Input).webhookInstanceName);
  const userIdentityType = withoutBlankEnds((input as SendV2Input).userIdentityType);
  const key: string =
    (isEmpty(messageKey) ? undefined : messageKey) ?? (SAYS_CONTENT.has(channel) ? 'content' : 'message');
  const isKnown = key === 'message' || key === 'content';
  if (!isKnown)
    problems.add({
      path: 'messageKey',
      rule: 'choice',
      message: `${quoteValue(messageKey)} is not a key that the message can stand under.`,
      remedy: 'Choose message or content, or leave it to the channel.',
    });
  return {
    envelope: {
      channel,
      // A flow that changes the channel leaves the field empty for the others.
      ...(isEmpty(webhookInstanceName) ? {} : { webhookInstanceName }),
      userIdentityType: isEmpty(userIdentityType) ? 'resolve' : userIdentityType,
      [isKnown ? key : 'message']: { type, value },
    },
    messageKey: isKnown ? key : 'message',
  };
}

/** A name as it was meant; what is no text stays what it is. */
function withoutBlankEnds(name: unknown): unknown {
  return typeof name === 'string' ? name.trim() : name;
}

/** JSON pointers of a body → fields of the input. */
const INPUT_FIELDS: Readonly<Record<string, string>> = {
  '': 'message',
  '/channel': 'channel',
  '/webhookInstanceName': 'webhookInstanceName',
  '/userIdentityType': 'userIdentityType',
};

function nameMessagePart(pointer: string, messageKey: string): string | undefined {
  if (pointer === `/${messageKey}/type`) return 'messageType';
  return pointer.startsWith(`/${messageKey}`) ? 'message' : undefined;
}
