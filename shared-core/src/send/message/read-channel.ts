import { hasHalfCharacter, HALF_CHARACTER, isBlank } from '../../validation/half-characters.ts';
import { isEmpty } from '../../validation/check-settings.ts';
import { quoteValue } from '../../text/quote.ts';
import { CHANNELS, type Channel, V1_CHANNELS, V2_CHANNELS } from '../../vocabulary/channels.ts';
import type { Api } from '../../vocabulary/outcomes.ts';
import type { ProblemCollector } from '../../vocabulary/problems.ts';
import { type AnyIdentityKey, identityKeyOf } from '../../wire/identity-key.ts';
import type { Finding } from '../../validation/explain.ts';

/** The channel of a send, and what an identity is on it. */
export interface ChannelReading {
  /** As the request says it. */
  readonly channel: unknown;
  readonly identityKey: AnyIdentityKey;
  /** It is one that is not documented, and the user wants it all the same. */
  readonly isOther: boolean;
  /** It has a problem. */
  readonly isUnusable?: true;
}

/** Reads the channel of a send: one that Kore.ai documents, or any other with its identity key. Never throws. */
export function readChannel(
  api: Api,
  { channel, identityKey }: { readonly channel?: unknown; readonly identityKey?: unknown },
  { problems, warnings }: { readonly problems: ProblemCollector; readonly warnings: ProblemCollector },
): ChannelReading {
  const usual = identityKeyOf(api, channel);
  const reading = { channel, identityKey: usual, isOther: false };
  const key = readKey(identityKey);
  if (typeof key === 'object') problems.add({ path: 'identityKey', ...key });
  const knows = namesOf(api);
  if (isEmpty(channel) || (typeof channel === 'string' && isBlank(channel))) {
    problems.add({ path: 'channel', rule: 'required', message: 'It is missing.', remedy: 'Fill it in.' });
    return { ...reading, isUnusable: true };
  }
  if (typeof channel === 'string' && knows.includes(channel)) {
    if (api === 'v2' && typeof key === 'string' && key !== usual)
      problems.add({
        path: 'identityKey',
        rule: 'conflict',
        message: `The channel ${channel} has the identity key ${usual}.`,
        remedy: 'Leave it empty, or enter the name of another channel.',
      });
    return typeof key === 'string' && api === 'v1' ? { ...reading, identityKey: key } : reading;
  }
  const name = typeof channel === 'string' ? channel.trim() : undefined;
  if (name === undefined || typeof key !== 'string') {
    // A key that is no key has its problem.
    if (name === undefined || key === undefined)
      problems.add({ path: 'channel', ...unknownChannel(api, channel) });
    return { ...reading, isUnusable: true };
  }
  const fault = faultIn(name);
  if (fault !== undefined) {
    problems.add({ path: 'channel', ...fault });
    return { ...reading, isUnusable: true };
  }
  const meant = meantBy(api, name);
  warnings.add({
    path: 'channel',
    rule: 'choice',
    message: `${quoteValue(name)} is not a channel that Kore.ai documents for this call.`,
    remedy:
      meant === undefined ? 'Check its spelling: only Kore.ai knows if it exists.' : `Did you mean ${meant}?`,
  });
  return { channel: name, identityKey: key, isOther: true };
}

const namesOf = (api: Api): readonly string[] => (api === 'v1' ? V1_CHANNELS : V2_CHANNELS);
const otherApi = (api: Api): Api => (api === 'v1' ? 'v2' : 'v1');

/** The identity key that was typed in, undefined for none, or what is wrong with it. */
function readKey(given: unknown): string | Finding | undefined {
  if (isEmpty(given)) return undefined;
  if (typeof given !== 'string')
    return {
      rule: 'type',
      message: 'It must be text.',
      remedy: 'Enter the key of an identity, for example email.',
    };
  const key = given.trim();
  if (isBlank(key)) return undefined;
  if (TAKEN.has(key))
    return {
      rule: 'conflict',
      message: `It is not an identity key: a request uses ${quoteValue(key)} for something else.`,
      remedy: 'Enter the key of an identity, for example email.',
    };
  return faultIn(key) ?? key;
}

/** Properties of an identity that are not its key (docs/kore-ai-api.md#send-v2). */
const TAKEN: ReadonlySet<string> = new Set(['customMessage', 'parameters', '__proto__']);

/** A name is short, and stands on one line. */
function faultIn(name: string): Finding | undefined {
  if (name.length > MAX_NAME)
    return { rule: 'length', message: `It is longer than ${MAX_NAME} characters.`, remedy: 'Shorten it.' };
  if (hasHalfCharacter(name)) return HALF_CHARACTER;
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name))
    return { rule: 'format', message: 'It holds characters that cannot be seen.', remedy: 'Type it again.' };
  return undefined;
}

const MAX_NAME = 100;

function unknownChannel(api: Api, channel: unknown): Finding {
  const call = api === 'v1' ? 'Send Notification (V1)' : 'Send Notification V2';
  const meant = typeof channel === 'string' ? meantBy(api, channel) : undefined;
  const elsewhere = typeof channel === 'string' && meant === undefined ? ofOtherCall(api, channel) : '';
  return {
    rule: 'choice',
    message: `${quoteValue(channel)} is not a channel of ${call}.${meant === undefined ? elsewhere : ` Did you mean ${meant}?`}`,
    remedy: `Choose one of ${namesOf(api).join(', ')}; or choose Other channel, and enter its name and its identity key.`,
  };
}

/** What the documented name of a channel may have been taken for; each of these is beyond doubt another name of it. */
const SYNONYMS: ReadonlyMap<string, Channel['name']> = new Map([
  ['hangoutchat', 'hangouts'],
  ['googlechat', 'hangouts'],
  ['gchat', 'hangouts'],
  ['googlehangouts', 'hangouts'],
  ['webhook', 'ivr'],
  ['webhookivr', 'ivr'],
  ['teams', 'msteams'],
  ['microsoftteams', 'msteams'],
  ['wa', 'whatsapp'],
]);

/** The channel that was meant, with what it is called where that is another word; undefined if none is near. */
function meantBy(api: Api, given: string): string | undefined {
  const name = nearest(given.slice(0, MAX_NAME), namesOf(api));
  const label = CHANNELS.find((channel) => channel.name === name)?.label;
  return name === 'ivr' || name === 'hangouts' ? `${name} (${label ?? ''})` : name;
}

function nearest(given: string, names: readonly string[]): string | undefined {
  const plain = given.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const synonym = SYNONYMS.get(plain);
  if (synonym !== undefined && names.includes(synonym)) return synonym;
  return names.find((name) => distance(plain, name) <= (name.length > SHORT ? 2 : 1));
}

const SHORT = 4;

function ofOtherCall(api: Api, given: string): string {
  const name = nearest(given.slice(0, MAX_NAME), namesOf(otherApi(api)));
  if (name === undefined) return '';
  return ` ${name} is a channel of ${api === 'v1' ? 'Send Notification V2' : 'Send Notification (V1)'}.`;
}

/** How many letters differ between two short words. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 1; line <= one.length; line++) {
    const next = [line];
    for (let column = 1; column <= other.length; column++) {
      const cost = one.charAt(line - 1) === other.charAt(column - 1) ? 0 : 1;
      next.push(Math.min((row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (row[column - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
