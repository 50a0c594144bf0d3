import assert from 'node:assert/strict';
import { ALGORITHMS, type PrivateKey, readSigningKey, usesPrivateKey } from '../../src/index.ts';
import { describeError, isKoreNotifyError, type KoreNotifyError } from '../../src/vocabulary/errors.ts';

const SECRET = 'my client secret';
const BODY = Array.from({ length: 3 }, (_, line) => `MIIEv${line}AAAA`);
const PEM = ['-----BEGIN PRIVATE KEY-----', ...BODY, '-----END PRIVATE KEY-----'].join('\n');
const RSA: PrivateKey = { asymmetricKeyType: 'rsa', asymmetricKeyDetails: { modulusLength: 2_048 } };

function refusalOf(algorithm: string, key: unknown, parse: (pem: string) => PrivateKey = () => RSA) {
  try {
    readSigningKey({ algorithm, key }, parse);
  } catch (error) {
    assert.ok(isKoreNotifyError(error), String(error));
    return error;
  }
  assert.fail('The key was taken.');
}

function assertRefused(error: KoreNotifyError, words: RegExp): void {
  assert.equal(error.code, 'invalid_options');
  assert.equal(error.cause, undefined);
  const said = describeError(error);
  assert.match(said, words);
  for (const part of [SECRET, 'BEGIN', 'MIIE']) assert.ok(!said.includes(part), said);
}

describe('What signs tokens', () => {
  for (const [algorithm, digest] of [
    ['HS256', 'sha256'],
    ['HS512', 'sha512'],
  ] as const)
    it(`is the client secret with ${algorithm}, without the blanks that were pasted around it`, () => {
      const key = readSigningKey({ algorithm, key: ` ${SECRET}\n` }, () => assert.fail('no PEM'));
      assert.deepEqual(key, { algorithm, digest, kind: 'secret', secret: SECRET });
    });

  for (const [algorithm, digest] of [
    ['RS256', 'sha256'],
    ['RS512', 'sha512'],
  ] as const)
    it(`is an RSA private key with ${algorithm}`, () => {
      const key = readSigningKey({ algorithm, key: PEM }, () => RSA);
      assert.deepEqual(key, { algorithm, digest, kind: 'private', privateKey: RSA });
    });

  for (const [how, pem] of [
    ['as it is', PEM],
    ['with \\n for its line breaks', PEM.replaceAll('\n', '\\n')],
    ['with blanks for its line breaks', PEM.replaceAll('\n', ' ')],
    ['with blanks around it', `\n  ${PEM}\n`],
  ] as const)
    it(`reads a PEM text ${how}`, () => {
      const read: string[] = [];
      readSigningKey({ algorithm: 'RS256', key: pem }, (text) => {
        read.push(text);
        return RSA;
      });
      assert.deepEqual(read, [PEM]);
    });

  for (const algorithm of ALGORITHMS)
    for (const nothing of [undefined, null, 4_711, '', ' \n'])
      it(`is required: ${algorithm} with ${JSON.stringify(nothing)}`, () => {
        const words = usesPrivateKey(algorithm)
          ? /^There is no private key\./
          : /^There is no client secret\./;
        assertRefused(refusalOf(algorithm, nothing), words);
      });

  it('is refused in words that quote nothing of a text that is no key', () => {
    const error = refusalOf('RS256', SECRET, (pem) => {
      throw new Error(`no key: ${pem}`);
    });
    assertRefused(error, /^The private key cannot be read\. Paste the whole PEM text/);
  });

  for (const [what, facts] of [
    ['a key that is not RSA', { asymmetricKeyType: 'ec', asymmetricKeyDetails: {} }],
    ['a short RSA key', { asymmetricKeyType: 'rsa', asymmetricKeyDetails: { modulusLength: 2_047 } }],
    ['an RSA key of unknown size', { asymmetricKeyType: 'rsa' }],
    ['a key of which nothing is known', {}],
  ] as const)
    it(`is not ${what}`, () => {
      assertRefused(
        refusalOf('RS512', PEM, () => facts),
        /^The private key does not fit\. Use an RSA private key of 2,048 bits or more\.$/,
      );
    });

  it('is too long beyond the longest RSA key, and no more of it is looked at', () => {
    const error = refusalOf('RS256', `-----BEGIN A-----${' '.repeat(10_000_000)}x`, () =>
      assert.fail('read'),
    );
    assertRefused(error, /^The private key is too long\./);
  });

  it('is only what the platform supports', () => {
    for (const algorithm of ['none', 'HS384', 'ES256', 'hs256', ''])
      assertRefused(
        refusalOf(algorithm, SECRET),
        /not supported\. Choose one of HS256, HS512, RS256, RS512\.$/,
      );
  });
});
