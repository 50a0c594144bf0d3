import { type Slice, split } from './split.ts';
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
import type { Api } from '../vocabulary/outcomes.ts';
import { Recipients } from '../recipients/recipients.ts';
import { type ContentOf, parametersOf } from '../recipients/duplicates.ts';
import { fillPlaceholders, findPlaceholders } from '../recipients/placeholders.ts';
import { readCountry } from '../validation/country.ts';
import { check } from '../validation/explain.ts';
import { quoteValue } from '../text/quote.ts';
import { ProblemCollector } from '../vocabulary/problems.ts';
import type { Validator } from '../validation/validator.ts';
import { readChannel } from './message/read-channel.ts';
import { type MessageContent, readContent } from './message/read-content.ts';
import { checkSettings, isEmpty } from '../validation/check-settings.ts';

/** Everything about a send that is known before anything is sent. */
export interface SendDraft {
  readonly api: Api;
  readonly channel: string;
  readonly recipients: Recipients;
  /** Recipients a request. */
  readonly perRequest: number;
  /** The main message as text, for a preview. */
  readonly messageText: string;
  readonly isScript: boolean;
  /** Of channel, message and settings: with these nothing can be sent. */
  readonly problems: ProblemCollector;
  readonly recipientProblems: ProblemCollector;
  readonly warnings: ProblemCollector;
  /** One a request: positions in the list of those that are sent. All recipients must be read. */
  split(): Slice[];
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

/** Checks message and settings of a send; of its recipients nobody is read yet. Pure; never throws, whatever a flow gives as input. */
export function createDraft(api: Api, given: SendInput | SendV2Input, options: SendOptions): SendDraft {
  const input = (typeof given === 'object' && (given as unknown) !== null ? given : {}) as
    SendInput | SendV2Input;
  const problems = new ProblemCollector();
  const recipientProblems = new ProblemCollector();
  const warnings = new ProblemCollector();
  const { content, faults } = readContent(api, input);
  const { channel, identityKey, isOther, isUnusable } = readChannel(api, input, { problems, warnings });
  for (const { path, fault } of faults) problems.add({ path, ...fault });
  if (content.warning !== undefined) warnings.add({ path: 'message', ...content.warning });
  const { envelope, messageKey } =
    api === 'v1' ? buildV1Envelope(channel, content) : buildV2Envelope(input, { channel, content, problems });
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

  const isScript = content.template === undefined && content.type === 'script';
  const emptyBody = toJson(empty);
  if (emptyBody === undefined)
    problems.add({
      path: 'message',
      rule: 'type',
      message: 'It cannot be written as JSON.',
      remedy: 'Enter text, or an object without cycles and functions.',
    });
  const messageText = typeof content.value === 'string' ? content.value : (toJson(content.value) ?? '');
  const country = readCountry(options.country, problems);
  const identityField = typeof input.identityField === 'string' ? input.identityField.trim() : '';
  const recipients = new Recipients(
    input.recipients,
    {
      api,
      identityKey,
      isAnyIdentity: isUnusable === true,
      identityField: identityField === '' ? identityKey : identityField,
      placeholders: isScript ? [] : findPlaceholders(content.template),
      validate:
        api === 'v1'
          ? acceptAny
          : isOther
            ? validateIdentityOther
            : (V2_IDENTITY_VALIDATORS.get(input.channel) ?? acceptAny),
      isMissingParameterFine: options.onMissingParameter === 'warning',
      ...(country === undefined ? {} : { country }),
      perRequest,
      // What is no number has its problem from the settings, and must not lift the maximum.
      contentOf: contentOf(messageText, isScript),
      maximum: typeof options.maxRecipients === 'number' ? options.maxRecipients : 0,
    },
    { problems: recipientProblems, warnings },
  );

  return {
    api,
    channel: typeof input.channel === 'string' ? input.channel : '',
    recipients,
    perRequest,
    messageText,
    isScript,
    problems,
    recipientProblems,
    warnings,
    split: () => split(recipients.sendable.length, perRequest),
    buildBody({ from, to }) {
      // The message is written once: a flow that changes its template meanwhile changes no request.
      return `${emptyBody?.slice(0, -EMPTY_LIST_END.length) ?? ''}${recipients.wire.textOf(from, to)}}`;
    },
  };
}

/**
 * What a recipient reads: the text with its placeholders filled. Of a script, and of a long text, of which there may be many
 * copies, what it is filled with.
 */
function contentOf(messageText: string, isScript: boolean): ContentOf {
  if (isScript || messageText.length > MAX_COMPARED) return parametersOf;
  return (wire) => {
    const { customMessage = messageText, parameters = {} } = typeof wire === 'object' ? wire : {};
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

function buildV1Envelope(channel: unknown, { type, value }: MessageContent): Envelope {
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
  }: { readonly channel: unknown; readonly content: MessageContent; readonly problems: ProblemCollector },
): Envelope {
  const { messageKey, webhookInstanceName, userIdentityType } = input as SendV2Input;
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
