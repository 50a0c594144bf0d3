import { createHmac, createPrivateKey, sign } from 'node:crypto';
import { readSigningKey, usesPrivateKey } from '../shared/core';

/** What signs a token: the client secret for HS algorithms, the PEM private key for RS ones. */
export interface SigningKey {
  readonly algorithm: string;
  readonly clientSecret: string;
  readonly privateKey: string;
}

/** A JWT of these claims, given as JSON text. @throws KoreNotifyError `invalid_options`, with words that quote no key. */
export function signToken(claims: string, { algorithm, clientSecret, privateKey }: SigningKey): string {
  const key = usesPrivateKey(algorithm) ? privateKey : clientSecret;
  const read = readSigningKey({ algorithm, key }, createPrivateKey);
  const content = `${encode(JSON.stringify({ alg: algorithm, typ: 'JWT' }))}.${encode(claims)}`;
  const signature =
    read.kind === 'secret'
      ? createHmac(read.digest, read.secret).update(content).digest('base64url')
      : sign(read.digest, Buffer.from(content), read.privateKey).toString('base64url');
  return `${content}.${signature}`;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
