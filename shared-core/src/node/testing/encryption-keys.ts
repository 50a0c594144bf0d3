import {
  constants,
  createDecipheriv,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  privateDecrypt,
  timingSafeEqual,
} from 'node:crypto';
import { CONTENT_ENCRYPTIONS } from '../../auth/token-encryption.ts';
import type { KeyForm, SigningKeys } from '../../testing/contracts/signer-contract.ts';

/** What an encrypted token holds. */
export interface OpenedToken {
  /** The protected header. */
  readonly header: Readonly<Record<string, unknown>>;
  /** The text that was encrypted. */
  readonly text: string;
}

/**
 * Decrypts a compact JWE (RFC 7516) step by step, with nothing but Node's cryptography: a second opinion about what a
 * library encrypted. RSA-OAEP with A128CBC-HS256, A128GCM or A256GCM.
 * @throws Error if the token was not encrypted for this key, or was altered
 */
export function openToken(token: string, privateKey: KeyObject): OpenedToken {
  const parts = token.split('.');
  const [first = ''] = parts;
  const [head, wrapped, iv, content, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
  if (parts.length !== 5 || !head || !wrapped || !iv || !content || !tag)
    throw new Error('It has not five parts.');
  const header = JSON.parse(head.toString()) as { readonly alg?: unknown; readonly enc?: unknown };
  if (header.alg !== 'RSA-OAEP') throw new Error('The key is not encrypted by RSA-OAEP.');
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const key = privateDecrypt({ key: privateKey, padding, oaepHash: 'sha1' }, wrapped);
  const sealed = { key, iv, content, tag, aad: Buffer.from(first, 'ascii') };
  const text = header.enc === 'A128CBC-HS256' ? openCbc(sealed) : openGcm(sealed, String(header.enc));
  return { header: { ...header }, text };
}

interface Sealed {
  readonly key: Buffer;
  readonly iv: Buffer;
  readonly content: Buffer;
  readonly tag: Buffer;
  readonly aad: Buffer;
}

/** RFC 7518, section 5.2: half of the key for the signature, half for the content. */
function openCbc({ key, iv, content, tag, aad }: Sealed): string {
  if (key.length !== 32) throw new Error('The key has a wrong length.');
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(aad.length * 8));
  const mac = createHmac('sha256', key.subarray(0, 16)).update(aad).update(iv).update(content).update(bits);
  const expected = mac.digest().subarray(0, 16);
  if (tag.length !== expected.length || !timingSafeEqual(tag, expected)) throw new Error('It was altered.');
  const decipher = createDecipheriv('aes-128-cbc', key.subarray(16), iv);
  return Buffer.concat([decipher.update(content), decipher.final()]).toString();
}

function openGcm({ key, iv, content, tag, aad }: Sealed, encryption: string): string {
  const cipher = ({ A128GCM: 'aes-128-gcm', A256GCM: 'aes-256-gcm' } as const)[encryption];
  if (cipher === undefined) throw new Error('The content encryption is unknown.');
  const decipher = createDecipheriv(cipher, key, iv, { authTagLength: 16 }).setAAD(aad).setAuthTag(tag);
  return Buffer.concat([decipher.update(content), decipher.final()]).toString();
}

const KID = 'k-1f4ae2c0-0000-4000-8000-000000000000';

/** Keys for `signerContract` of an adapter that encrypts, made anew, and Node's cryptography, which decrypts. */
export function makeEncryptionKeys(): SigningKeys {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const bare = publicKey.export({ format: 'jwk' });
  const jwk = { ...bare, kid: KID };
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const form = (title: string, key: unknown, more: Partial<KeyForm> = {}): KeyForm => ({
    title,
    algorithm: 'RSA-OAEP',
    key: typeof key === 'object' ? JSON.stringify(key) : key,
    header: { alg: 'RSA-OAEP', enc: more.contentEncryption ?? 'A128CBC-HS256', kid: KID, typ: 'JWT' },
    hidden: String(bare.n),
    ...more,
  });
  return {
    fit: [
      ...CONTENT_ENCRYPTIONS.map((contentEncryption) => form(contentEncryption, jwk, { contentEncryption })),
      form('the default encryption', jwk),
      form('a JWK on several lines', JSON.stringify(jwk, null, 2)),
      form('a JWK with blanks around it', `\n ${JSON.stringify(jwk)}\n`),
      form('a JWK with use, alg and key_ops', { ...jwk, use: 'enc', alg: 'RSA-OAEP', key_ops: ['wrapKey'] }),
    ],
    unfit: [
      form('no public key', undefined),
      form('an empty public key', ' '),
      form('a number for a public key', 4_711),
      form('a text for a public key', 'my public key, which is secret'),
      form('half a JWK', JSON.stringify(jwk).slice(0, 200)),
      form('a list for a JWK', [jwk]),
      form('a set of keys', { keys: [jwk] }),
      form('a private JWK', { ...privateKey.export({ format: 'jwk' }), kid: KID }),
      form('a private key in PEM', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
      form('a public key in PEM', pem),
      form('a JWK without kid', bare),
      form('a JWK with an empty kid', { ...bare, kid: ' ' }),
      form('a JWK for signatures', { ...jwk, use: 'sig' }),
      form('a JWK with other operations', { ...jwk, key_ops: ['verify'] }),
      form('a JWK for RSA1_5', { ...jwk, alg: 'RSA1_5' }),
      form('a JWK without n', { ...jwk, n: undefined }),
      form('a JWK with a damaged n', { ...jwk, n: `${bare.n ?? ''}#` }),
      form('a secret JWK', { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQ', kid: KID }),
      form('a JWK that is not RSA', {
        ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
        kid: KID,
      }),
      form('a short JWK', {
        ...generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ format: 'jwk' }),
        kid: KID,
      }),
      form('an unknown encryption', jwk, { contentEncryption: 'A192GCM' }),
    ],
    verify(token) {
      const { header, text } = openToken(token, privateKey);
      return { header, claims: JSON.parse(text) as unknown };
    },
  };
}
