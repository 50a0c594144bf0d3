import { createPrivateKey, createSecretKey, type KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { restorePemLines } from '../auth/pem-lines.ts';
import { isKoreNotifyError, KoreNotifyError } from '../vocabulary/errors.ts';
import type { Signer, TokenClaims } from '../vocabulary/ports.ts';

/** Algorithms that Kore.ai documents (docs/kore-ai-api.md#authentication). */
export const ALGORITHMS = ['HS256', 'HS512', 'RS256', 'RS512'] as const;

/** One of `ALGORITHMS`. */
export type Algorithm = (typeof ALGORITHMS)[number];

/** The port `Signer` with jsonwebtoken. */
export class JsonwebtokenSigner implements Signer {
  readonly #algorithm: Algorithm;
  readonly #key: KeyObject;
  readonly #keyText: string;

  /**
   * `key`: the Client Secret for HS256 and HS512, the PEM text of an RSA private key of 2,048 bits or more for RS256
   * and RS512.
   * @throws KoreNotifyError `invalid_options`, if the key is missing or invalid for the algorithm.
   */
  constructor({ algorithm, key }: { readonly algorithm: Algorithm; readonly key: string }) {
    if (!ALGORITHMS.includes(algorithm))
      throw invalidKey('The algorithm is not known.', `Choose one of ${ALGORITHMS.join(', ')}.`);
    this.#algorithm = algorithm;
    // Hosts give undefined for a credential that was never filled in.
    const text = typeof (key as unknown) === 'string' ? key : '';
    this.#keyText = text.trim();
    this.#key = algorithm.startsWith('HS') ? readSecret(text) : readPrivateKey(text);
  }

  sign(claims: TokenClaims): string {
    return jsonwebtoken.sign(claims, this.#key, { algorithm: this.#algorithm });
  }

  hides(token: string): readonly string[] {
    return [token, this.#keyText];
  }
}

function readSecret(key: string): KeyObject {
  if (key.trim() === '') throw invalidKey('There is no client secret.', 'Give the client secret of the app.');
  return createSecretKey(key.trim(), 'utf8');
}

function readPrivateKey(key: string): KeyObject {
  let parsed: KeyObject;
  try {
    parsed = createPrivateKey(restorePemLines(key));
  } catch (error) {
    if (isKoreNotifyError(error)) throw error;
    // The reason of the library may quote the key.
    throw invalidKey(
      'The private key cannot be read.',
      'Give the whole PEM text of an RSA private key without passphrase.',
    );
  }
  if (parsed.asymmetricKeyType !== 'rsa' || (parsed.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw invalidKey('The private key does not fit.', 'Give an RSA private key of 2,048 bits or more.');
  return parsed;
}

function invalidKey(message: string, hint: string): KoreNotifyError {
  return new KoreNotifyError({ code: 'invalid_options', message, hint });
}
