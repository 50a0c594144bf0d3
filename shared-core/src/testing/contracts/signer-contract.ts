import { isKoreNotifyError } from '../../vocabulary/errors.ts';
import type { Signer, TokenClaims } from '../../vocabulary/ports.ts';
import { type ContractCase, expect, expectEqual, expectRejection } from './contract-case.ts';

/** A key, to sign or to encrypt with, in one of the forms in which people have it. */
export interface KeyForm {
  /** `RS256 with a PKCS 1 key`. */
  readonly title: string;
  /** `HS256`, for example. */
  readonly algorithm: string;
  /** As a host holds it: text, or whatever stands there where nothing was filled in. */
  readonly key: unknown;
  /** How the claims are encrypted, if the host says it. */
  readonly contentEncryption?: string;
  /** What the header of its tokens holds. @default `alg` and `typ` of a signed token */
  readonly header?: Readonly<Record<string, unknown>>;
  /** What of the key must be hidden. @default all of it */
  readonly hidden?: string;
}

/** Keys to make tokens with, and how a token is verified; those of `@kore-notify/core/node-testing` will do. */
export interface SigningKeys {
  /** Keys that must be taken. */
  readonly fit: readonly KeyForm[];
  /** Keys that must be refused. */
  readonly unfit: readonly KeyForm[];
  /** Header and claims of a token that the key signed, or that was encrypted for it. Throws for any other. */
  verify(token: string, key: KeyForm): { readonly header: unknown; readonly claims: unknown };
}

/** An adapter of the port, as the contract makes it. */
export interface SignerSubject {
  /** Makes the adapter with a key. @throws KoreNotifyError `invalid_options`, for a key that does not fit */
  readonly makeSigner: (key: KeyForm) => Signer | Promise<Signer>;
  /** The token as it is on the wire, where the signer only hands on its claims. @default what the signer gave */
  readonly onTheWire?: (token: string, key: KeyForm) => string | Promise<string>;
  /** Keys to try it with. @default the signer is a double, which signs nothing */
  readonly keys?: SigningKeys;
}

const IAT = 1_700_000_000;
/** Far enough away that no library calls the token expired. */
const EXP = 4_000_000_000;
const CLAIMS: TokenClaims = { appId: 'cs-1', sub: 'u-1', iat: IAT, exp: EXP, jti: 'j-ä1' };
const ANY_KEY: KeyForm = { title: 'any key', algorithm: 'HS256', key: 'any secret' };

/** What every signer promises. */
export function signerContract({ makeSigner, onTheWire, keys }: SignerSubject): ContractCase[] {
  const sign = async (key: KeyForm, claims: TokenClaims = CLAIMS) => {
    const signer = await makeSigner(key);
    const given = await signer.sign(claims);
    const token = (await onTheWire?.(given, key)) ?? given;
    return { signer, given, token };
  };
  const promised: ContractCase[] = [
    {
      title: 'gives a text for claims, and does not change them',
      async run() {
        const claims = Object.freeze({ ...CLAIMS });
        const { given } = await sign(keys?.fit[0] ?? ANY_KEY, claims);
        expect(typeof given === 'string' && given !== '', 'There is no token.');
        expectEqual(claims, CLAIMS, 'The claims');
      },
    },
    {
      title: 'never throws when asked what to hide of a text, whoever made it',
      async run() {
        const signer = await makeSigner(keys?.fit[0] ?? ANY_KEY);
        for (const text of ['', 'no token', '{"appId":"other"}', 'a.b.c', '\u0000'])
          signer
            .hides?.(text)
            .forEach((part) => expect(typeof part === 'string', 'It hides something that is no text.'));
      },
    },
  ];
  if (keys === undefined) return promised;
  return [
    ...promised,
    ...keys.fit.map((key) => ({
      title: `makes tokens with ${key.title} that the platform verifies, claims and all`,
      async run() {
        const { header, claims } = keys.verify((await sign(key)).token, key);
        expectEqual(header, key.header ?? { alg: key.algorithm, typ: 'JWT' }, 'The header');
        expectEqual(claims, CLAIMS, 'The claims');
      },
    })),
    {
      title: 'adds no claim of its own, also without jti',
      async run() {
        const [key = ANY_KEY] = keys.fit;
        const { appId, sub, iat, exp } = CLAIMS;
        const claims = { appId, sub, iat, exp };
        expectEqual(keys.verify((await sign(key, claims)).token, key).claims, claims, 'The claims');
      },
    },
    ...keys.fit.map((key) => ({
      title: `hides the token on the wire and the key that made it: ${key.title}`,
      async run() {
        const { signer, given, token } = await sign(key);
        // What is hidden is found whatever blanks stand in it.
        const hidden = (signer.hides?.(given) ?? [given]).map(withoutBlanks);
        for (const [what, text] of Object.entries({ token, key: key.hidden ?? String(key.key) }))
          expect(hidden.includes(withoutBlanks(text)), `The ${what} is not hidden.`);
      },
    })),
    ...keys.unfit.map((key) => ({
      title: `refuses ${key.title}, in words that quote nothing of it`,
      async run() {
        const error = await expectRejection(() => sign(key), 'A key that does not fit');
        expect(isKoreNotifyError(error), `It threw ${String(error)}`);
        expectEqual(error.code, 'invalid_options', 'The code');
        expect(error.cause === undefined, 'The error holds its cause, which may quote the key.');
        const text = String(key.key).trim();
        for (const part of [text, ...text.split(/\s+/)].filter(({ length }) => length > QUOTED_LENGTH))
          expect(!error.message.includes(part), 'The message quotes the key.');
      },
    })),
  ];
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s/g, '');
}

/** Shorter words of a PEM text may stand in a message as well. */
const QUOTED_LENGTH = 12;
