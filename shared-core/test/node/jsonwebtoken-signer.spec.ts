import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import jsonwebtoken from 'jsonwebtoken';
import { isKoreNotifyError, type KoreNotifyError } from '../../src/vocabulary/errors.ts';
import { ALGORITHMS, type Algorithm, JsonwebtokenSigner } from '../../src/node/index.ts';

const now = Math.floor(Date.now() / 1000);
/** Longer than any run of all tests takes: the claims are made when it begins. */
const DAY = 86_400;
const CLAIMS = { appId: 'cs-1', sub: 'u-1', iat: now, exp: now + DAY, jti: 'j-1' };
const SECRET = 'my client secret';

const { privateKey: key, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = key.export({ type: 'pkcs8', format: 'pem' }).toString();
const PKCS1 = key.export({ type: 'pkcs1', format: 'pem' }).toString();
const PUBLIC_PEM = publicKey.export({ type: 'spki', format: 'pem' }).toString();

function refusalOf(algorithm: Algorithm, value: unknown): KoreNotifyError {
  try {
    new JsonwebtokenSigner({ algorithm, key: value as string });
  } catch (error) {
    assert.ok(isKoreNotifyError(error), String(error));
    assert.equal(error.code, 'invalid_options');
    assert.equal(error.cause, undefined);
    return error;
  }
  assert.fail('The key was taken.');
}

describe('JsonwebtokenSigner', () => {
  for (const algorithm of ALGORITHMS)
    it(`signs with ${algorithm} what jsonwebtoken verifies, claims and all`, () => {
      const isSecret = algorithm.startsWith('HS');
      const token = new JsonwebtokenSigner({ algorithm, key: isSecret ? SECRET : PEM }).sign(CLAIMS);
      const read = jsonwebtoken.verify(token, isSecret ? SECRET : PUBLIC_PEM, {
        algorithms: [algorithm],
        complete: true,
      });
      assert.deepEqual(read.payload, CLAIMS);
      assert.deepEqual(read.header, { alg: algorithm, typ: 'JWT' });
    });

  it('adds no claim and changes none, also without jti', () => {
    const claims = Object.freeze({ appId: 'cs-1', sub: 'u-1', iat: now, exp: now + DAY });
    const token = new JsonwebtokenSigner({ algorithm: 'HS256', key: SECRET }).sign(claims);
    assert.deepEqual(jsonwebtoken.verify(token, SECRET), claims);
  });

  for (const [form, pem] of [
    ['PKCS 1', PKCS1],
    ['with \\n for its line breaks', PEM.replaceAll('\n', '\\n')],
    ['with blanks for its line breaks', PEM.trim().replaceAll('\n', ' ')],
    ['with the line breaks of Windows', PEM.replaceAll('\n', '\r\n')],
    ['with blanks around it', `\n  ${PEM}\n`],
  ] as const)
    it(`takes a PEM ${form}`, () => {
      const token = new JsonwebtokenSigner({ algorithm: 'RS256', key: pem }).sign(CLAIMS);
      assert.ok(jsonwebtoken.verify(token, PUBLIC_PEM));
    });

  it('takes a secret without the blanks that were pasted around it', () => {
    const token = new JsonwebtokenSigner({ algorithm: 'HS256', key: ` ${SECRET}\n` }).sign(CLAIMS);
    assert.ok(jsonwebtoken.verify(token, SECRET));
  });

  for (const [what, algorithm, value] of [
    ['an empty secret', 'HS256', ' '],
    ['no secret', 'HS256', undefined],
    ['a number for a secret', 'HS512', 4_711],
    ['no private key', 'RS256', undefined],
    ['a secret for a private key', 'RS256', SECRET],
    ['a public key', 'RS256', PUBLIC_PEM],
    ['half a private key', 'RS512', PEM.slice(0, 400)],
    [
      'a private key with a passphrase',
      'RS256',
      key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' }),
    ],
    [
      'a short RSA key',
      'RS256',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ],
    [
      'a key that is not RSA',
      'RS256',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ],
  ] as const)
    it(`refuses ${what}, and quotes nothing of it`, () => {
      const { message, hint = '' } = refusalOf(algorithm, value);
      assert.notEqual(hint, '');
      for (const text of [message, hint]) {
        assert.ok(!text.includes(SECRET));
        assert.ok(!text.includes('BEGIN'));
      }
    });

  it('says so of a private key that is too long, and looks at no more of it', () => {
    const { message } = refusalOf('RS256', `-----BEGIN A-----${' '.repeat(10_000_000)}x`);
    assert.match(message, /^The private key is too long\./);
  });

  it('refuses an algorithm that the platform does not know, and none at all', () => {
    for (const algorithm of ['none', 'HS384', 'ES256', undefined])
      assert.match(refusalOf(algorithm as Algorithm, SECRET).hint ?? '', /HS256, HS512, RS256, RS512/);
  });
});
