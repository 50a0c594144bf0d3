import type { Api } from '../vocabulary/outcomes.ts';

/** What an identity is, by channel (docs/kore-ai-api.md#send-v2). */
export type IdentityKey = 'email' | 'spaceId' | 'phoneNumber';

// Maps, since a flow may give any text as channel, also the name of a property that every object has.
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

/** An identity without what people put around it: blanks; in phone numbers also dots, dashes and brackets. */
export function tidyIdentity(key: IdentityKey, identity: string): string {
  return key === 'phoneNumber' ? identity.replaceAll(/[\s.()[\]\-\u2010-\u2015]/g, '') : identity.trim();
}

/**
 * The form in which two identities are the same one: capitals of an address, and the plus sign or the `00` of a phone
 * number, make no difference to who is meant.
 */
export function canonicalIdentity(identity: string, key?: IdentityKey): string {
  const tidy = identity.trim();
  if (key === 'spaceId') return tidy;
  if (key === 'phoneNumber' || (key === undefined && /^\+?\d+$/.test(tidy)))
    return tidyIdentity('phoneNumber', tidy).replace(/^(?:\+|00)/, '');
  return tidy.toLowerCase();
}
