import type { ReceivedRequest } from '@kore-notify/simulator';
import type { Script, ScriptRecipient } from './script.ts';

/** One message to one person: what must be processed once at most. */
export type Unit = string;

/** What is known of a recipient before anything is sent, told without the code under test. */
export type Expected = { readonly identity: string; readonly isNobody: boolean } & (
  | { readonly fate: 'sendable'; readonly unit: Unit }
  | { readonly fate: 'duplicate'; readonly unit: Unit; readonly of: number }
  | { readonly fate: 'bad' }
);

/** Stands in every message, and must stand nowhere else. */
export const CONFIDENTIAL = 'Rosebud';
const NAMES = ['Ada', 'Bob'];

/** The main message of a script. */
export function messageOf({ api, message, extra }: Script): string {
  return `${CONFIDENTIAL}${api === 'v2' && message === 'personal' ? ' for {name}' : ''}${extra}`;
}

/** The recipients as a flow would give them. */
export function recipientsOf(script: Script): unknown[] {
  return script.recipients.map((recipient) => giveRecipient(script, recipient));
}

function giveRecipient(script: Script, { person, form, name }: ScriptRecipient): unknown {
  const field = fieldOf(script);
  const identity = identityOf(script, person);
  switch (form) {
    case 'text':
      return identity;
    case 'padded':
      return field === 'phoneNumber'
        ? `  ${identity.slice(0, 3)} (${identity.slice(3, 6)}) ${identity.slice(6, 9)}-${identity.slice(9)} `
        : `\t${identity}  `;
    case 'row':
      return { [field]: identity, name: NAMES[name], orderId: person };
    case 'custom':
      return { [field]: identity, name: NAMES[name], customMessage: ownMessage(name) };
    case 'bad':
      return field === 'email' && script.api === 'v2' ? `no address ${person}` : '';
  }
}

/** What must come of each recipient, were there no failure. */
export function expectedOf(script: Script): Expected[] {
  const firstWith = new Map<Unit, number>();
  return script.recipients.map(({ person, form, name }, index) => {
    const isPersonal = script.api === 'v2' && script.message === 'personal';
    const lacksName = isPersonal && (form === 'text' || form === 'padded');
    const identity = identityOf(script, person);
    const isNobody = identity.startsWith('nobody') || identity.endsWith('0000');
    if (form === 'bad' || lacksName) return { identity, isNobody, fate: 'bad' };
    const text =
      form === 'custom' && script.api === 'v2'
        ? ownMessage(name)
        : messageOf(script).replace('{name}', NAMES[name] ?? '');
    const unit = unitOf(identity, text);
    const of = firstWith.get(unit);
    if (of !== undefined) return { identity, isNobody, fate: 'duplicate', unit, of };
    firstWith.set(unit, index);
    return { identity, isNobody, fate: 'sendable', unit };
  });
}

/** A message to a person. */
export function unitOf(identity: string, text: string): Unit {
  return JSON.stringify([identity, text]);
}

/** The messages that a request asks for; none if its body never arrived. */
export function unitsIn({ body }: ReceivedRequest): Unit[] {
  const { identities, message, content } = (body ?? {}) as WireBody;
  const shared = message?.val ?? message?.value ?? content?.value ?? '';
  return (identities ?? []).map((one) => {
    if (typeof one === 'string') return unitOf(one, shared);
    const { email, phoneNumber, spaceId, customMessage, parameters } = one;
    const text = (customMessage ?? shared).replace('{name}', parameters?.['name'] ?? '{name}');
    return unitOf(email ?? phoneNumber ?? spaceId ?? '', text);
  });
}

interface WireBody {
  readonly message?: { readonly val?: string; readonly value?: string };
  readonly content?: { readonly value?: string };
  readonly identities?: (string | WireRecipient)[];
}

interface WireRecipient {
  readonly email?: string;
  readonly phoneNumber?: string;
  readonly spaceId?: string;
  readonly customMessage?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Field that holds the identity; also that of V1's rows. */
export function fieldOf({ api, channel }: Script): 'email' | 'phoneNumber' | 'spaceId' {
  if (api === 'v2' && channel === 'whatsapp') return 'phoneNumber';
  return api === 'v2' && channel === 'hangouts' ? 'spaceId' : 'email';
}

/** Every fifth person is one that the platform cannot reach. */
function identityOf(script: Script, person: number): string {
  const isNobody = person % 5 === 4;
  switch (fieldOf(script)) {
    case 'email':
      return `${isNobody ? 'nobody+' : 'person'}${person}@example.org`;
    case 'spaceId':
      return `${isNobody ? 'nobody-' : 'AAQA'}${person}`;
    case 'phoneNumber':
      return `+49${String(1_700_000 + person)}${isNobody ? '0000' : '0001'}`;
  }
}

function ownMessage(name: number): string {
  return `${CONFIDENTIAL}, only for ${NAMES[name] ?? ''}`;
}
