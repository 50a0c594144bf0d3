import { trimInvisible } from '../text/invisible.ts';
import { quoteValue } from '../text/quote.ts';
import { isKey } from '../text/secrets.ts';
import { problemsError } from '../vocabulary/errors.ts';
import { type ClientOptions, DEFAULTS, type ResolvedOptions } from '../vocabulary/options.ts';
import { ProblemCollector } from '../vocabulary/problems.ts';
import { faultInId } from '../validation/check-id.ts';
import { hasHalfCharacter } from '../validation/half-characters.ts';
import { readCountry } from '../validation/country.ts';
import { parseOrigin } from '../validation/host.ts';
import { readGuards } from './read-guards.ts';
import { CLIENT_OPTIONS, readClientOptions } from '../validation/read-given.ts';

/**
 * Fills in the defaults and checks everything, once.
 * @throws KoreNotifyError `invalid_options`, with all problems.
 */
export function resolveOptions(given: ClientOptions): ResolvedOptions {
  const found = new ProblemCollector();
  const resolved = checkOptions(readClientOptions(given, CLIENT_OPTIONS), found);
  if (found.count > 0) throw problemsError('invalid_options', 'The connection is not set up.', found);
  return resolved;
}

/** Fills in the defaults, and adds a problem for everything that is wrong: with one, what it returns is of no use. */
export function checkOptions(options: Partial<ClientOptions>, found: ProblemCollector): ResolvedOptions {
  const text = (name: 'host' | 'botId' | 'clientId', remedy: string): string => {
    const value: unknown = options[name];
    const tidy = typeof value === 'string' ? trimInvisible(value) : '';
    if (tidy !== '') {
      const fault = name === 'host' && !hasHalfCharacter(tidy) ? undefined : faultInId(tidy);
      if (fault !== undefined) found.add({ path: name, ...fault });
      return tidy;
    }
    found.add({ path: name, rule: 'required', message: 'It is missing.', remedy });
    return '';
  };
  const number = (name: NumberOption, min: number, max: number): number => {
    const value: unknown = options[name] ?? DEFAULTS[name];
    // Half a request would never fit into a window.
    const isFit = typeof value === 'number' && (FRACTIONS.has(name) || Number.isInteger(value));
    if (isFit && value >= min && value <= max) return value;
    const remedy = `Enter a ${FRACTIONS.has(name) ? '' : 'whole '}number from ${min} to ${max}.`;
    found.add({ path: name, rule: 'range', message: `${quoteValue(value)} is out of range.`, remedy });
    return DEFAULTS[name];
  };

  const host = text('host', 'Enter the host of your Kore.ai environment, for example platform.kore.ai.');
  const botId = text('botId', REMEDIES.botId);
  const clientId = text('clientId', REMEDIES.clientId);
  const parsed = host === '' ? { origin: '' } : parseOrigin(host, options.allowHttp ?? DEFAULTS.allowHttp);
  if ('why' in parsed)
    found.add({
      path: 'host',
      rule: 'format',
      message: parsed.why,
      remedy:
        'Enter a host such as platform.kore.ai; http only for this machine or with the switch that allows it.',
    });
  const isBotIdOther = botId.startsWith('cs-');
  const isClientIdOther = clientId.startsWith('st-');
  if (isBotIdOther && isClientIdOther)
    found.add({
      path: 'botId',
      rule: 'conflict',
      message: 'Bot ID and Client ID appear to be swapped.',
      remedy: 'The Bot ID starts with st-, the Client ID with cs-.',
    });
  else if (isBotIdOther)
    found.add({ path: 'botId', rule: 'format', message: 'This is a Client ID.', remedy: REMEDIES.botId });
  else if (isClientIdOther)
    found.add({ path: 'clientId', rule: 'format', message: 'This is a Bot ID.', remedy: REMEDIES.clientId });
  // A key or token belongs nowhere but into its own field: here it would be part of every address.
  for (const [path, id] of Object.entries({ botId, clientId, subject: options.subject }))
    if (typeof id === 'string' && isKey(id))
      found.add({
        path,
        rule: 'format',
        message: 'It looks like a key or token.',
        remedy: 'Enter the id, and the secret or private key in its own field.',
      });
  // encodeURIComponent leaves dots alone, and a path of dots means another path.
  if (/^\.{1,2}$/.test(botId))
    found.add({
      path: 'botId',
      rule: 'format',
      message: 'It is not a Bot ID.',
      remedy: 'It looks like st-….',
    });

  const subject: unknown = options.subject ?? '';
  if (typeof subject !== 'string')
    found.add({
      path: 'subject',
      rule: 'type',
      message: 'It must be text.',
      remedy: 'Enter a user identity, or nothing.',
    });
  const country = readCountry(options.country, found);
  const tidySubject = typeof subject === 'string' ? trimInvisible(subject) : '';
  const useJti = options.useJti ?? DEFAULTS.useJti;
  const guards = readGuards(options.guards, country, found);
  const maxLifetime = useJti ? DEFAULTS.maxTokenLifetimeSecondsWithJti : DEFAULTS.maxTokenLifetimeSeconds;
  return {
    origin: 'origin' in parsed ? parsed.origin : '',
    botId,
    clientId,
    subject: tidySubject === '' ? clientId : tidySubject,
    useJti,
    tokenLifetimeSeconds: number('tokenLifetimeSeconds', DEFAULTS.minTokenLifetimeSeconds, maxLifetime),
    maxPerMinute: number('maxPerMinute', 1, MAX_RATE),
    maxPerHour: number('maxPerHour', 1, MAX_RATE),
    maxInFlight: number('maxInFlight', 1, 100),
    requestTimeoutMs: number('requestTimeoutMs', 1, 600_000),
    maxAttempts: number('maxAttempts', 1, 100),
    timeScale: number('timeScale', 1, 100_000),
    ...(country === undefined ? {} : { country }),
    ...(guards && { guards }),
  };
}

/** Where each id is found, in the platform's words. */
const REMEDIES = {
  botId: 'Enter the Bot ID (st-…), shown under General Settings in the App Builder.',
  clientId: 'Enter the Client ID (cs-…) of the app that has the API scope.',
} as const;

type NumberOption =
  | 'tokenLifetimeSeconds'
  | 'maxPerMinute'
  | 'maxPerHour'
  | 'maxInFlight'
  | 'requestTimeoutMs'
  | 'maxAttempts'
  | 'timeScale';

const FRACTIONS: ReadonlySet<NumberOption> = new Set(['requestTimeoutMs', 'timeScale']);

const MAX_RATE = 10_000_000;
