import type { SendInput, SendV2Input } from '../vocabulary/inputs.ts';
import { DEFAULTS, type SendOptions, type WaitOptions } from '../vocabulary/options.ts';
import { quoteValue } from '../text/quote.ts';
import { type ProblemCollector } from '../vocabulary/problems.ts';

/** What can be chosen, by option. */
const CHOICES = {
  onBadRecipient: ['stop', 'skip'],
  onMissingParameter: ['problem', 'warning'],
  onUnknown: ['report', 'send_again'],
} as const satisfies { readonly [Name in keyof SendOptions]?: readonly SendOptions[Name][] };

/** Settings of a send that a flow may have computed. Returns the recipients a request. */
export function checkSettings(
  input: SendInput | SendV2Input,
  options: SendOptions,
  problems: ProblemCollector,
): number {
  for (const name of ['onBadRecipient', 'onMissingParameter', 'onUnknown'] as const) {
    const value: unknown = options[name];
    const choices: readonly unknown[] = CHOICES[name];
    // Taken for the usual one, it would do what nobody asked for.
    if (!isEmpty(value) && !choices.includes(value))
      problems.add({
        path: name,
        rule: 'choice',
        message: `${quoteValue(value)} is not a valid option.`,
        remedy: `Choose one of ${choices.join(', ')}.`,
      });
  }
  const { maxRecipients, maxPauseMs } = options;
  const { timeoutMs, firstIntervalMs } = readWait(options.wait) ?? {};
  checkAmounts({ maxRecipients, maxPauseMs, timeoutMs, firstIntervalMs }, problems);
  const perRequest = checkWhole(
    'recipientsPerRequest',
    { value: options.recipientsPerRequest, maximum: DEFAULTS.recipientsPerRequest, unit: '' },
    problems,
  );
  checkWhole(
    'paceShare',
    { value: options.paceShare, maximum: DEFAULTS.paceShare, unit: ' of percent' },
    problems,
  );
  for (const name of ['fillEach', 'rowsArePlainData'] as const) {
    const value: unknown = options[name];
    if (!isEmpty(value) && typeof value !== 'boolean')
      problems.add({
        path: name,
        rule: 'type',
        message: `${quoteValue(value)} is not a switch.`,
        remedy: 'Enter true or false.',
      });
  }
  checkOnce(options.once, problems);
  if (!isEmpty(input.identityField) && typeof input.identityField !== 'string')
    problems.add({
      path: 'identityField',
      rule: 'type',
      message: 'It must be text.',
      remedy: 'Enter the name of a field.',
    });
  return perRequest;
}

function checkOnce(once: unknown, problems: ProblemCollector): void {
  if (once === undefined || once === null) return;
  const { key, hours = DEFAULTS.onceHours } = once as { key?: unknown; hours?: unknown };
  const isKey = typeof key === 'string' || (typeof key === 'number' && Number.isFinite(key));
  const text = isKey ? String(key).trim() : '';
  if (!isKey && !isEmpty(key))
    problems.add({
      path: 'once.key',
      rule: 'type',
      message: `${quoteValue(key)} is no key.`,
      remedy: 'Enter text or a number, for example the name of the campaign.',
    });
  else if (text === '' || text.length > MAX_KEY_LENGTH)
    problems.add({
      path: 'once.key',
      rule: text === '' ? 'required' : 'length',
      message: text === '' ? 'The key is missing.' : 'The key is too long.',
      remedy: `Enter 1 to ${MAX_KEY_LENGTH} characters, for example the name of the campaign.`,
    });
  if (!(typeof hours === 'number' && hours > 0 && hours <= DEFAULTS.maxOnceHours))
    problems.add({
      path: 'once.hours',
      rule: 'range',
      message: `${quoteValue(hours)} is out of range.`,
      remedy: `Enter more than 0 and at most ${DEFAULTS.maxOnceHours} hours.`,
    });
}

const MAX_KEY_LENGTH = 200;

/** A whole number from 1 on; the maximum is the default, and what is gone on with if it is none. */
function checkWhole(
  path: string,
  { value, maximum, unit }: { readonly value: unknown; readonly maximum: number; readonly unit: string },
  problems: ProblemCollector,
): number {
  const given = value ?? maximum;
  if (typeof given === 'number' && Number.isInteger(given) && given >= 1 && given <= maximum) return given;
  problems.add({
    path,
    rule: 'range',
    message: `${quoteValue(given)} is out of range.`,
    remedy: `Enter a whole number${unit} from 1 to ${maximum}.`,
  });
  return maximum;
}

/** What a field holds that a user left alone, or that a flow emptied. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** How to wait, undefined if no wait is asked for. Settings that went through JSON say null for nothing. */
export function readWait(wait: unknown): WaitOptions | undefined {
  if (wait === true) return {};
  return typeof wait === 'object' && wait !== null ? wait : undefined;
}

/** Adds a problem for each setting that is given and is not a number from 0 on: a wait for NaN would never end. */
export function checkAmounts(settings: Readonly<Record<string, unknown>>, found: ProblemCollector): void {
  for (const path of Object.keys(settings)) {
    const value = settings[path];
    if (value !== undefined && !(typeof value === 'number' && value >= 0))
      found.add({
        path,
        rule: 'range',
        message: `${quoteValue(value)} is out of range.`,
        remedy: 'Enter 0 or more.',
      });
  }
}
