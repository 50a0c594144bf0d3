import assert from 'node:assert/strict';
import {
  constants,
  createCipheriv,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { PublicJwk } from '../src/index.ts';
import type { RawClient } from './raw-client.ts';
import { refusalOf, startClient, stopAll, V1_BODY } from './raw-client.ts';

const INVALID_CREDENTIALS = '401 4002 Invalid SDK credentials';
const MALFORMED = '401 4002 Invalid JWT token';
const CIPHERS = { 'A128CBC-HS256': 'aes-128-cbc', A128GCM: 'aes-128-gcm', A256GCM: 'aes-256-gcm' } as const;

type Encryption = keyof typeof CIPHERS;

/** A compact JWE (RFC 7516), made step by step with Node's cryptography. */
function seal(
  text: string,
  jwk: PublicJwk,
  {
    enc = 'A128CBC-HS256',
    header = {},
    oaepHash = 'sha1',
  }: { enc?: Encryption; header?: object; oaepHash?: string } = {},
): string {
  const head = Buffer.from(JSON.stringify({ alg: 'RSA-OAEP', enc, kid: jwk.kid, typ: 'JWT', ...header }));
  const aad = Buffer.from(head.toString('base64url'), 'ascii');
  const isCbc = enc === 'A128CBC-HS256';
  const key = randomBytes(enc === 'A128GCM' ? 16 : 32);
  const iv = randomBytes(isCbc ? 16 : 12);
  let content: Buffer;
  let tag: Buffer;
  if (isCbc) {
    const cipher = createCipheriv('aes-128-cbc', key.subarray(16), iv);
    content = Buffer.concat([cipher.update(text), cipher.final()]);
    const bits = Buffer.alloc(8);
    bits.writeBigUInt64BE(BigInt(aad.length * 8));
    const mac = createHmac('sha256', key.subarray(0, 16)).update(aad).update(iv).update(content).update(bits);
    tag = mac.digest().subarray(0, 16);
  } else {
    const cipher = createCipheriv(CIPHERS[enc] as 'aes-128-gcm', key, iv).setAAD(aad);
    content = Buffer.concat([cipher.update(text), cipher.final()]);
    tag = cipher.getAuthTag();
  }
  const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const wrapped = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, key);
  return [head, wrapped, iv, content, tag].map((part) => part.toString('base64url')).join('.');
}

describe('an app that enforces JWE', () => {
  let client: RawClient;
  let jwk: PublicJwk;
  beforeEach(async () => {
    client = await startClient({ jwe: true });
    jwk = client.simulator.publicJwk()!;
  });
  afterEach(stopAll);

  const now = () => Math.floor(Date.now() / 1000);
  const claimsOf = (more: object = {}) =>
    JSON.stringify({
      appId: client.simulator.app.clientId,
      sub: 'test',
      iat: now(),
      exp: now() + 300,
      ...more,
    });
  const answer = async (token: string) => {
    const sent = await client.send(V1_BODY, token);
    return sent.status === 200 ? 200 : refusalOf(sent);
  };

  it('shows its public key, and nothing of the private one', async () => {
    assert.deepEqual(Object.keys(jwk).sort(), ['e', 'kid', 'kty', 'n']);
    assert.equal(jwk.kty, 'RSA');
    const { body } = await client.control('GET', '/app');
    assert.deepEqual(body['publicJwk'], jwk);
    assert.equal(body['enforceJwe'], true);
  });

  for (const enc of Object.keys(CIPHERS) as Encryption[])
    it(`takes claims that were encrypted by hand with ${enc}, and refuses them altered`, async () => {
      const token = seal(claimsOf(), jwk, { enc });
      assert.equal(await answer(token), 200);
      const parts = token.split('.');
      for (const [index, part] of parts.entries()) {
        if (index === 0) continue;
        const bytes = Buffer.from(part, 'base64url');
        bytes[5] = (bytes[5] ?? 0) ^ 1;
        const altered = parts.with(index, bytes.toString('base64url')).join('.');
        assert.equal(await answer(altered), INVALID_CREDENTIALS, `part ${index}`);
      }
    });

  it('refuses a header that was altered', async () => {
    const [, ...rest] = seal(claimsOf(), jwk).split('.');
    const head = Buffer.from(JSON.stringify({ alg: 'RSA-OAEP', enc: 'A128CBC-HS256', kid: jwk.kid }));
    assert.equal(await answer([head.toString('base64url'), ...rest].join('.')), INVALID_CREDENTIALS);
  });

  it('refuses other algorithms, and keys of somebody else', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ format: 'jwk' });
    for (const token of [
      seal(claimsOf(), jwk, { header: { alg: 'RSA1_5' } }),
      seal(claimsOf(), jwk, { header: { alg: 'RSA-OAEP-256' }, oaepHash: 'sha256' }),
      seal(claimsOf(), jwk, { header: { alg: 'dir' } }),
      seal(claimsOf(), jwk, { header: { enc: 'A192GCM' } }),
      seal(claimsOf(), jwk, { header: { kid: 'k-other' } }),
      seal(claimsOf(), { ...jwk, n: other.n ?? '' }),
    ])
      assert.equal(await answer(token), INVALID_CREDENTIALS);
    assert.equal(await answer(seal(claimsOf(), jwk, { header: { kid: undefined } })), MALFORMED);
  });

  it('refuses a signed token, also inside of an encrypted one', async () => {
    assert.equal(await answer(client.sign()), INVALID_CREDENTIALS);
    assert.equal(await answer(seal(client.sign(), jwk, { header: { cty: 'JWT' } })), MALFORMED);
  });

  it('refuses claims that are none, of another app, or expired', async () => {
    for (const text of ['', 'x', '[]', 'null', claimsOf({ exp: 'soon' })])
      assert.equal(await answer(seal(text, jwk)), MALFORMED, text);
    assert.equal(await answer(seal(claimsOf({ appId: 'cs-other' }), jwk)), INVALID_CREDENTIALS);
    assert.equal(
      await answer(seal(claimsOf({ exp: now() - 1 }), jwk)),
      '401 401 error verifying the jwt: jwt expired',
    );
  });

  it('lists the claims, and of the token nothing but its header', async () => {
    const token = seal(claimsOf({ jti: 'j-1' }), jwk);
    await client.send(V1_BODY, token);
    const { body } = await client.control('GET', '/received');
    const [request] = client.simulator.received();
    assert.equal(request?.headers['auth'], token.split('.')[0]);
    assert.equal(request?.claims?.['jti'], 'j-1');
    for (const part of token.split('.').slice(1)) assert.ok(!JSON.stringify(body).includes(part));
  });

  it('gives a token that works', async () => {
    const { body } = await client.control('GET', '/token');
    assert.equal(await answer(String(body['token'])), 200);
  });

  it('has the same key after a reset', async () => {
    client.simulator.addApp({ ...client.simulator.app });
    assert.equal(client.simulator.publicJwk(), undefined);
    client.simulator.reset();
    assert.deepEqual(client.simulator.publicJwk(), jwk);
    assert.equal(await answer(seal(claimsOf(), jwk)), 200);
  });

  it('may enforce JTI as well', async () => {
    const { botId } = client.simulator.app;
    const added = { clientId: 'cs-both', botId, enforceJwe: true, enforceJti: true };
    const { body } = await client.control('POST', '/apps', added);
    const key = body['publicJwk'] as PublicJwk;
    assert.notEqual(key.kid, jwk.kid);
    const token = seal(claimsOf({ appId: 'cs-both', jti: 'once' }), key);
    assert.equal(await answer(token), 200);
    assert.equal(await answer(token), '401 401 error verifying the jwt: possibly a replay');
    assert.equal(
      await answer(seal(claimsOf({ appId: 'cs-both' }), key)),
      '401 401 error verifying the jwt: "jti" claim is required',
    );
  });
});

describe('an app that does not enforce JWE', () => {
  afterEach(stopAll);

  it('refuses encrypted tokens, and has no public key', async () => {
    const client = await startClient();
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k-1' } as PublicJwk;
    const claims = jwt.decode(client.sign());
    assert.equal(
      refusalOf(await client.send(V1_BODY, seal(JSON.stringify(claims), jwk))),
      INVALID_CREDENTIALS,
    );
    assert.equal(client.simulator.publicJwk(), undefined);
    assert.ok(!('publicJwk' in (await client.control('GET', '/app')).body));
  });
});
