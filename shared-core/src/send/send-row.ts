import type { ErrorInfo } from '../vocabulary/errors.ts';
import type { SendInput, SendV2Input } from '../vocabulary/inputs.ts';
import type { SendOptions } from '../vocabulary/options.ts';
import type { Api } from '../vocabulary/outcomes.ts';
import type { SendPlan } from './planned-send.ts';

/** Who sends: a client, or why there is none. */
export type Sender =
  | {
      /** The most recipients a run by the guards of the app; 0 = no maximum. @default 0 */
      readonly maxRecipientsPerRun?: number;
      plan(api: 'v1', input: SendInput, options?: SendOptions): Promise<SendPlan>;
      plan(api: 'v2', input: SendV2Input, options?: SendOptions): Promise<SendPlan>;
    }
  | { readonly refusal: ErrorInfo };

/** One row of somebody's input: what it asks to be sent to whom. */
export interface SendRow {
  /** Where it stands in the input; it is given back. */
  readonly source: number;
  /** The client, or why there is none. */
  readonly sender: Sender;
  /** Which send call. */
  readonly api: Api;
  /** The input of a send but for its recipients. */
  readonly message: Readonly<Record<string, unknown>>;
  /** Options of the send; rows with other ones are not sent together. */
  readonly options: SendOptions;
  /** Any number, also none; undefined if there is no list where one must be. */
  readonly recipients: readonly unknown[] | undefined;
  /** The fields of the row: they fill the placeholders where its only recipient is a text. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Values of placeholders by name; they go before fields of that name. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Anything that is given back; rows with another one are not sent together. */
  readonly tag?: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The row with what fills its placeholders in its recipients. A recipient that is a text, or stands in the place of the name of
 * its field, comes from a row whose fields the message means: then the fields are the recipient, and the text one of them.
 */
export function withFields(row: SendRow): SendRow {
  const { fields, values, recipients = [] } = row;
  const text = textOf(row);
  if (fields !== undefined && text !== undefined)
    return ofTexts(row, [{ ...fields, ...values, [TEXT_FIELD]: text }]);
  if (values === undefined || recipients.length === 0) return row;
  if (recipients.every((one) => typeof one === 'string'))
    return ofTexts(
      row,
      recipients.map((one) => ({ ...values, [TEXT_FIELD]: one })),
    );
  return { ...row, recipients: recipients.map((one) => (isRecord(one) ? { ...one, ...values } : one)) };
}

/** The only recipient of a row, if it is a text whose placeholders the fields of the row fill. */
function textOf({ fields = {}, message, recipients = [] }: SendRow): string | undefined {
  const { identityField } = message;
  const [first, ...others] = recipients;
  if (first !== fields)
    return typeof first === 'string' && others.length === 0 && hasBraces(message['message'])
      ? first
      : undefined;
  return typeof identityField === 'string' && !hasField(fields, identityField) && isIdentity(identityField)
    ? identityField
    : undefined;
}

function ofTexts(row: SendRow, recipients: readonly unknown[]): SendRow {
  return {
    ...row,
    message: { ...row.message, identityField: TEXT_FIELD },
    options: { ...row.options, rowsArePlainData: true },
    recipients,
  };
}

/** True for a text, or anything with texts in it, that may have placeholders. */
function hasBraces(message: unknown): boolean {
  if (typeof message === 'string') return message.includes('{');
  return typeof message === 'object' && message !== null;
}

/** Problems name it. */
const TEXT_FIELD = 'recipients';

/** A field name may have a path; an address or a number is none. */
function isIdentity(text: string): boolean {
  return /@|^\+?[\d\s().-]{6,}$/.test(text);
}

function hasField(fields: Fields, name: string): boolean {
  return Object.hasOwn(fields, name) || Object.hasOwn(fields, name.split('.')[0] ?? '');
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
