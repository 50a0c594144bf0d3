import { findChannel, type IdentityKey } from '../vocabulary/channels.ts';
import type { Api } from '../vocabulary/outcomes.ts';

export type { IdentityKey } from '../vocabulary/channels.ts';

/** The identity key of a channel that is not documented is whatever the user says. */
export type AnyIdentityKey = IdentityKey | (string & {});

/** The identity key of a documented channel; also the default of the field of a row that holds it. */
export function identityKeyOf(api: Api, channel: unknown): IdentityKey {
  return (api === 'v2' ? findChannel(channel)?.identityKey : undefined) ?? 'email';
}

/** An identity without surrounding blanks; a phone number also without dots, dashes and brackets. */
export function tidyIdentity(key: AnyIdentityKey, identity: string): string {
  return key === 'phoneNumber' ? identity.replaceAll(/[\s.()[\]\-\u2010-\u2015]/g, '') : identity.trim();
}

/**
 * The form by which identities are compared: capitals of an address, and the `+` or `00` of a phone number, do not
 * matter.
 */
export function canonicalIdentity(identity: string, key?: AnyIdentityKey): string {
  const tidy = identity.trim();
  if (key === 'spaceId') return tidy;
  if (key === 'phoneNumber' || (key === undefined && /^\+?\d+$/.test(tidy)))
    return tidyIdentity('phoneNumber', tidy).replace(/^(?:\+|00)/, '');
  return tidy.toLowerCase();
}
