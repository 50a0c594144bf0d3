import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { type Algorithm, usesPrivateKey } from '../../auth/signing-key.ts';
import type { KeyForm, SigningKeys } from '../../testing/contracts/signer-contract.ts';

const SECRET = 'a secret with ümlauts and 世界';

/** Keys for `signerContract`, made anew, and jsonwebtoken, which verifies what they signed. */
export function makeSigningKeys(): SigningKeys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const pem = pkcs8(privateKey);
  return {
    fit: [
      ...secrets('HS256'),
      ...secrets('HS512'),
      ...privateKeys('RS256', privateKey),
      ...privateKeys('RS512', privateKey),
    ],
    unfit: [
      { title: 'an empty secret', algorithm: 'HS256', key: ' ' },
      { title: 'no secret', algorithm: 'HS256', key: undefined },
      { title: 'a number for a secret', algorithm: 'HS512', key: 4_711 },
      { title: 'no private key', algorithm: 'RS256', key: undefined },
      { title: 'an empty private key', algorithm: 'RS512', key: '' },
      { title: 'a secret for a private key', algorithm: 'RS256', key: SECRET },
      { title: 'a public key', algorithm: 'RS256', key: publicPem },
      { title: 'half a private key', algorithm: 'RS512', key: pem.slice(0, 400) },
      {
        title: 'a private key with a passphrase',
        algorithm: 'RS256',
        key: privateKey
          .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' })
          .toString(),
      },
      {
        title: 'a short RSA key',
        algorithm: 'RS256',
        key: pkcs8(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey),
      },
      {
        title: 'a key that is not RSA',
        algorithm: 'RS256',
        key: pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
      },
      { title: 'an algorithm that the platform does not know', algorithm: 'HS384', key: SECRET },
      { title: 'no algorithm', algorithm: 'none', key: SECRET },
    ],
    verify(token, { algorithm }) {
      const key = usesPrivateKey(algorithm) ? publicPem : SECRET;
      const { header, payload } = jsonwebtoken.verify(token, key, {
        algorithms: [algorithm as Algorithm],
        complete: true,
      });
      return { header, claims: payload };
    },
  };
}

function secrets(algorithm: Algorithm): KeyForm[] {
  return [
    { title: `${algorithm} and the secret`, algorithm, key: SECRET },
    { title: `${algorithm} and the secret with blanks around it`, algorithm, key: ` ${SECRET}\n` },
  ];
}

function privateKeys(algorithm: Algorithm, key: KeyObject): KeyForm[] {
  const forms = { 'PKCS 1': key.export({ type: 'pkcs1', format: 'pem' }).toString(), 'PKCS 8': pkcs8(key) };
  return Object.entries(forms).flatMap(([form, pem]) => [
    { title: `${algorithm} and a ${form} key`, algorithm, key: pem },
    { title: `${algorithm} and a ${form} key with \\n`, algorithm, key: pem.trim().replaceAll('\n', '\\n') },
    { title: `${algorithm} and a ${form} key in one line`, algorithm, key: pem.trim().replaceAll('\n', ' ') },
    { title: `${algorithm} and a ${form} key from Windows`, algorithm, key: pem.replaceAll('\n', '\r\n') },
    { title: `${algorithm} and a ${form} key with blanks around it`, algorithm, key: `\n  ${pem}\n` },
  ]);
}

function pkcs8(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
