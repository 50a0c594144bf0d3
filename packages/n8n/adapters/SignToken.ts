import { createHmac, createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { isKoreNotifyError, KoreNotifyError, restorePemLines } from '../shared/core';

/** What signs a token: the client secret for HS algorithms, the PEM private key for RS ones. */
export interface SigningKey {
  readonly algorithm: string;
  readonly clientSecret: string;
  readonly privateKey: string;
}

/** The digest of each algorithm that the platform knows. */
const DIGESTS: Readonly<Record<string, string>> = {
  HS256: 'sha256',
  HS512: 'sha512',
  RS256: 'sha256',
  RS512: 'sha512',
};

/** A JWT of these claims, given as JSON text. @throws KoreNotifyError `invalid_options`, with words that quote no key. */
export function signToken(claims: string, { algorithm, clientSecret, privateKey }: SigningKey): string {
  const digest = DIGESTS[algorithm];
  if (digest === undefined) throw unfit('The algorithm is not known.');
  const header = JSON.stringify({ alg: algorithm, typ: 'JWT' });
  const content = `${encode(header)}.${encode(claims)}`;
  if (algorithm.startsWith('HS')) {
    if (clientSecret.trim() === '') throw unfit('There is no client secret in the credential.');
    return `${content}.${createHmac(digest, clientSecret.trim()).update(content).digest('base64url')}`;
  }
  return `${content}.${sign(digest, Buffer.from(content), readPrivateKey(privateKey)).toString('base64url')}`;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function readPrivateKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(restorePemLines(pem));
  } catch (error) {
    if (isKoreNotifyError(error)) throw error;
    throw unfit(
      'The private key in the credential cannot be read: paste the whole PEM text, without passphrase.',
    );
  }
  // Another kind would sign as well, and the platform would call it wrong credentials.
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw unfit(
      'The private key in the credential does not fit: give an RSA private key of 2,048 bits or more.',
    );
  return key;
}

function unfit(message: string): KoreNotifyError {
  return new KoreNotifyError({ code: 'invalid_options', message });
}
