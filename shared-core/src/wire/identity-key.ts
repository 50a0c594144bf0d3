import type { Api } from '../vocabulary/outcomes.ts';

/** What an identity is, by channel (docs/kore-ai-api.md#send-v2). */
export type IdentityKey = 'email' | 'spaceId' | 'phoneNumber';

// A Map: a flow can send any text as channel, also `constructor`.
const V2_IDENTITY_KEYS: ReadonlyMap<unknown, IdentityKey> = new Map([
  ['ivr', 'email'],
  ['hangouts', 'spaceId'],
  ['whatsapp', 'phoneNumber'],
  ['msteams', 'email'],
]);

/** The identity key of a channel; also the default of the field of a row that holds it. */
export function identityKeyOf(api: Api, channel: unknown): IdentityKey {
  return (api === 'v2' ? V2_IDENTITY_KEYS.get(channel) : undefined) ?? 'email';
}

/** An identity without surrounding blanks; a phone number also without dots, dashes and brackets. */
export function tidyIdentity(key: IdentityKey, identity: string): string {
  return key === 'phoneNumber' ? identity.replaceAll(/[\s.()[\]\-\u2010-\u2015]/g, '') : identity.trim();
}

/**
 * The form by which identities are compared: capitals of an address, and the `+` or `00` of a phone number, do not
 * matter.
 */
export function canonicalIdentity(identity: string, key?: IdentityKey): string {
  const tidy = identity.trim();
  if (key === 'spaceId') return tidy;
  if (key === 'phoneNumber' || (key === undefined && /^\+?\d+$/.test(tidy)))
    return tidyIdentity('phoneNumber', tidy).replace(/^(?:\+|00)/, '');
  return tidy.toLowerCase();
}
