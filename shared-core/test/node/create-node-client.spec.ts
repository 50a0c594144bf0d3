import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { isKoreNotifyError, type KoreNotifyError } from '../../src/vocabulary/errors.ts';
import { createNodeClient, type NodeClientOptions } from '../../src/node/index.ts';
import { TEST_CERTIFICATE } from './local-server.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const { privateKey: ecKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const SECRET = 'Zq7#vR2!mK9$xL4&';

const CONNECTION = { host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1' };
const GOOD = { ...CONNECTION, clientSecret: SECRET };

function refusalOf(options: unknown): KoreNotifyError {
  try {
    void createNodeClient(options as NodeClientOptions).close();
  } catch (error) {
    assert.ok(isKoreNotifyError(error), inspect(error));
    assert.equal(error.code, 'invalid_options');
    assert.ok(!inspect(error, { depth: null }).includes(SECRET), 'the secret is shown');
    return error;
  }
  assert.fail('The options were taken.');
}

/** Path and rule of each problem. */
function problemsOf(options: unknown): string[] {
  const { problems } = refusalOf(options);
  for (const { message, remedy } of problems) {
    assert.match(message, /^\S.*\.$/);
    assert.match(remedy, /^\S.*\.$/);
  }
  return problems.map(({ path, rule }) => `${path}: ${rule}`);
}

describe('The options of createNodeClient', () => {
  it('are taken when all is well', async () => {
    for (const more of [
      {},
      { algorithm: 'HS512' },
      { proxy: false },
      { proxy: { url: 'http://proxy.example.org:3128', noProxy: ['example.com'] } },
      { proxy: { url: 'https://u:p@proxy.example.org', credentials: { username: 'u', password: 'p' } } },
      { tls: { ca: TEST_CERTIFICATE } },
      { tls: { ca: [TEST_CERTIFICATE, Buffer.from(TEST_CERTIFICATE)], rejectUnauthorized: false } },
      { logger: { log: () => undefined } },
      { journalFolder: '/nowhere/yet', subject: 'u-1', useJti: true, tls: undefined, proxy: undefined },
    ])
      await createNodeClient({ ...GOOD, ...more } as NodeClientOptions).close();
  });

  describe('that encrypt tokens', () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'k-1' };

    it('need no secret', async () => {
      for (const tokenEncryption of [
        { publicKey: jwk },
        { publicKey: JSON.stringify(jwk) },
        { publicKey: jwk, keyEncryption: 'RSA-OAEP', contentEncryption: 'A256GCM' },
      ] as const)
        await createNodeClient({ ...CONNECTION, tokenEncryption }).close();
    });

    for (const [tokenEncryption, problem] of [
      [null, 'tokenEncryption: type'],
      [JSON.stringify(jwk), 'tokenEncryption: type'],
      [{}, 'tokenEncryption.publicKey: required'],
      [{ publicKey: {} }, 'tokenEncryption.publicKey: choice'],
      [{ publicKey: jwk, keyEncryption: 'RSA1_5' }, 'tokenEncryption.keyEncryption: choice'],
      [{ publicKey: jwk, contentEncryption: 'A128' }, 'tokenEncryption.contentEncryption: choice'],
      [{ publicKey: jwk, public_key: 1 }, 'tokenEncryption.public_key: unknown_property'],
      [new Proxy({}, { ownKeys: () => assert.fail('a proxy') }), 'tokenEncryption: type'],
      [
        { publicKey: new Proxy({}, { ownKeys: () => assert.fail('a proxy') }) },
        'tokenEncryption.publicKey: type',
      ],
    ] as const)
      it(`say what is wrong: ${problem}`, () => {
        assert.deepEqual(problemsOf({ ...CONNECTION, tokenEncryption }), [problem]);
      });

    it('are not given together with what signs', () => {
      const options = { ...GOOD, privateKey, algorithm: 'RS256', tokenEncryption: { publicKey: jwk } };
      assert.deepEqual(problemsOf(options), [
        'clientSecret: conflict',
        'privateKey: conflict',
        'algorithm: conflict',
      ]);
    });

    it('show nothing of a private key that was given instead', () => {
      const publicKey = { ...pair.privateKey.export({ format: 'jwk' }), kid: 'k-1' };
      const error = refusalOf({ ...CONNECTION, tokenEncryption: { publicKey } });
      assert.match(error.message, /tokenEncryption\.publicKey: This is a private key\./);
      const shown = inspect(error, { depth: null });
      for (const part of [publicKey.d, publicKey.p, publicKey.n])
        assert.ok(part && !shown.includes(part.slice(0, 16)));
    });
  });

  for (const nothing of [undefined, null, 'platform.kore.ai', 5])
    it(`are refused when they are ${String(nothing)}`, () => {
      assert.deepEqual(problemsOf(nothing), ['options: type']);
    });

  it('name everything that is missing, at once', () => {
    assert.deepEqual(problemsOf({}), [
      'host: required',
      'botId: required',
      'clientId: required',
      'clientSecret: required',
    ]);
  });

  it('name everything that is wrong, at once', () => {
    const options = {
      host: 'ftp://platform.kore.ai',
      botId: 'cs-1',
      clientId: 'cs-1',
      clientSecret: 5,
      algorithm: 'HS384',
      maxAttempts: 0,
      useJti: 'false',
      allowHttp: 1,
      proxy: 'http://proxy.example.org',
      tls: true,
      logger: {},
      journalFolder: '',
      client_secret: SECRET,
      [SECRET]: true,
    };
    assert.deepEqual(problemsOf(options), [
      'host: format',
      'botId: format',
      'maxAttempts: range',
      'useJti: type',
      'allowHttp: type',
      'algorithm: choice',
      'proxy: type',
      'tls: type',
      'logger: type',
      'journalFolder: type',
      'client_secret: unknown_property',
      'options: unknown_property',
    ]);
    assert.match(refusalOf(options).message, /client_secret: Unknown option\. Use clientSecret\./);
  });

  for (const [what, keys, problems] of [
    ['an empty secret', { clientSecret: ' ' }, ['clientSecret: format']],
    ['a secret that is no text', { clientSecret: 5 }, ['clientSecret: format']],
    ['a private key that is none', { privateKey: SECRET }, ['privateKey: format']],
    ['a private key that is not RSA', { privateKey: ecKey }, ['privateKey: format']],
    ['both', { clientSecret: SECRET, privateKey }, ['privateKey: conflict']],
    ['a secret for RS256', { clientSecret: SECRET, algorithm: 'RS256' }, ['privateKey: required']],
    ['a private key for HS256', { privateKey, algorithm: 'HS256' }, ['clientSecret: required']],
    ['a secret as algorithm', { clientSecret: SECRET, algorithm: SECRET }, ['algorithm: choice']],
  ] as const)
    it(`are refused with ${what}`, () => {
      assert.deepEqual(problemsOf({ ...CONNECTION, ...keys }), problems);
    });

  for (const [what, proxy, problems] of [
    ['no url', {}, ['proxy.url: format']],
    ['a url without a scheme', { url: `u:${SECRET}@proxy:3128` }, ['proxy.url: format']],
    ['another scheme', { url: `socks5://u:${SECRET}@proxy.example.org` }, ['proxy.url: format']],
    ['hosts as text', { url: 'http://proxy', noProxy: 'example.org' }, ['proxy.noProxy: type']],
    ['hosts that are none', { url: 'http://proxy', noProxy: [1] }, ['proxy.noProxy: type']],
    ['half an account', { url: 'http://proxy', credentials: { username: 'u' } }, ['proxy.credentials: type']],
  ] as const)
    it(`are refused with a proxy with ${what}`, () => {
      assert.deepEqual(problemsOf({ ...GOOD, proxy }), problems);
    });

  for (const [what, tls, problems] of [
    ['the path of a CA', { ca: './ca.pem' }, ['tls.ca: format']],
    ['a CA that is none among others', { ca: [TEST_CERTIFICATE, 'x'] }, ['tls.ca: format']],
    ['a certificate that is none', { cert: 'x' }, ['tls.cert: format']],
    ['a key that is none', { key: SECRET }, ['tls.key: format']],
    ['a PFX that is none', { pfx: SECRET }, ['tls.pfx: format']],
    [
      'a key that is not the one of the certificate',
      { cert: TEST_CERTIFICATE, key: privateKey },
      ['tls: conflict'],
    ],
    ['texts for true and false', { rejectUnauthorized: 'false' }, ['tls.rejectUnauthorized: type']],
    ['no server name', { servername: 5 }, ['tls.servername: type']],
  ] as const)
    it(`are refused with TLS with ${what}`, () => {
      assert.deepEqual(problemsOf({ ...GOOD, tls }), problems);
    });

  it('are refused where they cannot be read', () => {
    const options = {
      ...GOOD,
      get tls() {
        throw new Error(SECRET);
      },
    };
    assert.deepEqual(problemsOf(options), ['options: type']);
  });
});
