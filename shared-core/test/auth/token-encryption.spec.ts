import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { CONTENT_ENCRYPTIONS, readEncryptionKey } from '../../src/index.ts';
import { describeError, isKoreNotifyError, type KoreNotifyError } from '../../src/vocabulary/errors.ts';

const PAIR = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const BARE = PAIR.publicKey.export({ format: 'jwk' });
const JWK = { ...BARE, kid: 'k-1' };
const PRIVATE = { ...PAIR.privateKey.export({ format: 'jwk' }), kid: 'k-1' };

const parse = (jwk: object) => createPublicKey({ key: { ...jwk }, format: 'jwk' });
const read = (given: object) => readEncryptionKey(given, parse);

function refusalOf(given: object): KoreNotifyError {
  try {
    read(given);
  } catch (error) {
    assert.ok(isKoreNotifyError(error), String(error));
    assert.equal(error.code, 'invalid_options');
    assert.equal(error.cause, undefined);
    assert.equal(error.problemCount, 1);
    return error;
  }
  return assert.fail('The key was taken.');
}

describe('What encrypts tokens', () => {
  for (const [how, publicKey] of [
    ['as an object', JWK],
    ['as JSON text', JSON.stringify(JWK)],
    ['with blanks around it', `\n${JSON.stringify(JWK, null, 2)} `],
  ] as const)
    it(`is the JWK that Kore.ai shows, ${how}`, () => {
      const { header, publicKey: key, modulus } = read({ publicKey });
      assert.deepEqual(header, { alg: 'RSA-OAEP', enc: 'A128CBC-HS256', kid: 'k-1', typ: 'JWT' });
      assert.deepEqual(key.export({ format: 'jwk' }), BARE);
      assert.equal(modulus, BARE.n);
    });

  for (const contentEncryption of CONTENT_ENCRYPTIONS)
    it(`can be told to use ${contentEncryption}`, () => {
      const { header } = read({ publicKey: JWK, keyEncryption: 'RSA-OAEP', contentEncryption });
      assert.equal(header.enc, contentEncryption);
    });

  it('has the default encryption where a field was left empty', () => {
    for (const empty of ['', null, undefined])
      assert.equal(
        read({ publicKey: JWK, keyEncryption: empty, contentEncryption: empty }).header.enc,
        'A128CBC-HS256',
      );
  });

  for (const [what, publicKey, words] of [
    ['nothing', undefined, /^There is no public key\. Paste the whole JWK/],
    ['an empty text', ' \n', /^There is no public key\./],
    ['null', null, /^There is no public key\./],
    [
      'a text',
      'no key at all',
      /^The public key is not valid JSON\. Paste the whole JWK that Kore\.ai shows/,
    ],
    ['half of it', JSON.stringify(JWK).slice(0, 100), /^The public key is not valid JSON\./],
    ['a number', 4_711, /^The public key is not a JWK\./],
    ['JSON that is null', 'null', /^The public key is not a JWK\./],
    ['a list', JSON.stringify([JWK]), /^The public key is not a JWK\./],
    ['a set of keys', { keys: [JWK] }, /^This is a set of keys \(JWKS\)\. Paste only the key/],
    ['a very long text', JSON.stringify({ ...JWK, x: 'x'.repeat(20_000) }), /^The public key is too long\./],
    ['a private JWK', PRIVATE, /^This is a private key\. Keep it to yourself\./],
    ['a private JWK as text', JSON.stringify(PRIVATE), /^This is a private key\./],
    ['a private JWK without kty', { d: PRIVATE.d, kid: 'k-1' }, /^This is a private key\./],
    [
      'a private key in PEM',
      PAIR.privateKey.export({ type: 'pkcs1', format: 'pem' }),
      /^This is a private key\. Keep it to yourself\./,
    ],
    [
      'a public key in PEM',
      PAIR.publicKey.export({ type: 'spki', format: 'pem' }),
      /^This is a PEM key, which has no key ID \(kid\)\./,
    ],
    ['no kid', BARE, /^The public key has no key ID \(kid\)\. .*Kore\.ai finds it by its kid\.$/],
    ['a kid that is no text', { ...BARE, kid: 7 }, /^The public key has no key ID \(kid\)\./],
    ['another kty', { ...JWK, kty: 'EC' }, /^The public key is not an RSA key \(kty\)\./],
    ['no kty', { ...JWK, kty: undefined }, /^The public key is not an RSA key \(kty\)\./],
    ['a use for signatures', { ...JWK, use: 'sig' }, /^The public key is not for encryption \(use\)\./],
    ['operations for signatures', { ...JWK, key_ops: ['verify'] }, /^The public key is not for encryption/],
    [
      'an alg of RSA1_5',
      { ...JWK, alg: 'RSA1_5' },
      /\(alg\)\. RSA1_5 is not supported, because it is not safe\. Ask for a key for RSA-OAEP\.$/,
    ],
    ['another alg', { ...JWK, alg: 'RSA-OAEP-256' }, /\(alg\)\. It is not a supported key encryption\./],
    ['no n', { ...JWK, n: undefined }, /^The public key is incomplete: n or e is missing or damaged\./],
    ['a damaged e', { ...JWK, e: 'A Q' }, /^The public key is incomplete/],
    ['an n that is cut', { ...JWK, n: BARE.n?.slice(0, 100) }, /^The public key is too short\./],
  ] as const)
    it(`is refused if the public key is or has ${what}, in words that quote nothing of it`, () => {
      const error = refusalOf({ publicKey });
      assert.equal(error.problems[0]?.path, 'publicKey');
      const said = describeError(error);
      assert.match(said, words);
      for (const part of [BARE.n, PRIVATE.d, PRIVATE.p, 'BEGIN'])
        assert.ok(part !== undefined && !said.includes(part.slice(0, 12)), said);
    });

  it('refuses RSA1_5 in words', () => {
    const error = refusalOf({ publicKey: JWK, keyEncryption: 'RSA1_5' });
    assert.equal(error.problems[0]?.path, 'keyEncryption');
    assert.equal(describeError(error), 'RSA1_5 is not supported, because it is not safe. Use RSA-OAEP.');
  });

  it('names an encryption that is not supported', () => {
    const content = refusalOf({ publicKey: JWK, contentEncryption: 'none' });
    assert.equal(content.problems[0]?.path, 'contentEncryption');
    assert.equal(
      describeError(content),
      '“none” is not a supported content encryption. Choose one of A128CBC-HS256, A128GCM, A256GCM.',
    );
    assert.equal(refusalOf({ publicKey: JWK, keyEncryption: 1 }).problems[0]?.path, 'keyEncryption');
  });

  it('is refused without a word of the key, whatever is pasted', () =>
    fc.assert(
      fc.property(fc.string({ minLength: 12, unit: 'binary-ascii' }), fc.json(), (text, json) => {
        for (const publicKey of [text, json, `{"kty":"RSA","n":${JSON.stringify(text)},"e":"AQAB"}`]) {
          const said = describeError(refusalOf({ publicKey }));
          assert.ok(!said.includes(text), said);
        }
      }),
    ));
});
