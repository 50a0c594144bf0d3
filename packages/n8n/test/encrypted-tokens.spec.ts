import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { makeEncryptionKeys } from '@kore-notify/core/node-testing';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type * as madeTokens from '../adapters/MakeToken';
import { loadBundled } from './load-bundled.ts';
import { logLines, runNode, testCredential } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const PRIVATE = { ...pair.privateKey.export({ format: 'jwk' }), kid: 'k-1' };
const PEM = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('A credential of n8n for an app that enforces JWE', () => {
  const suite = withSimulator({ jwe: true });
  const credential = (settings: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject => ({
    ...suite.credential(),
    clientSecret: '',
    useJwe: true,
    jwePublicKey: JSON.stringify(suite.simulator.publicJwk(), null, 2),
    ...settings,
  });
  const send = (settings?: ICredentialDataDecryptedObject) =>
    runNode({
      type: 'koreSendNotification',
      credential: credential(settings),
      parameters: {
        channel: 'slack',
        message: 'Hello!',
        recipients: 'ada@example.org, bob@example.org',
        options: { recipientsPerRequest: 1 },
      },
    });

  for (const contentEncryption of ['A128CBC-HS256', 'A128GCM', 'A256GCM', '', undefined])
    it(`sends with an encrypted token and no secret, content encryption ${JSON.stringify(contentEncryption)}`, async () => {
      const { rows } = await send(contentEncryption === undefined ? {} : { contentEncryption });
      assert.deepEqual(
        rows.map(({ outcome }) => outcome),
        ['accepted', 'accepted'],
      );
      const [first, second] = suite.simulator.received();
      assert.deepEqual(first?.claims, second?.claims);
    });

  it('encrypts a fresh token for each request with JTI', async () => {
    const { botId } = suite.simulator.app;
    suite.simulator.addApp({ botId, clientId: 'cs-both', enforceJwe: true, enforceJti: true });
    const jwePublicKey = JSON.stringify(suite.simulator.publicJwk('cs-both'));
    const { rows } = await send({ clientId: 'cs-both', useJti: true, jwePublicKey });
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ['accepted', 'accepted'],
    );
    const ids = suite.simulator.received().map(({ claims }) => claims?.['jti']);
    assert.equal(new Set(ids).size, 2);
  });

  it('says when it is tested that the connection is good', async () => {
    const { status, message } = await testCredential(credential());
    assert.equal(status, 'OK', message);
  });

  it('says what to switch on if tokens are signed', async () => {
    const { status, message } = await testCredential(suite.credential());
    assert.equal(status, 'Error');
    assert.match(message, /Enforce JWE/);
  });

  for (const [what, settings, words] of [
    ['there is no key', { jwePublicKey: '' }, /There is no public key\. Paste the whole JWK/],
    ['the key is no JSON', { jwePublicKey: '{ "kty": ' }, /The public key is not valid JSON\./],
    ['the key is private', { jwePublicKey: JSON.stringify(PRIVATE) }, /This is a private key\. Keep it/],
    ['the key is private and PEM', { jwePublicKey: PEM }, /This is a private key\. Keep it/],
    [
      'the encryption is unknown',
      { contentEncryption: 'none' },
      /“none” is not a supported content encryption\./,
    ],
  ] as const)
    it(`says that ${what}, when it is tested and when a node runs, and shows nothing of it`, async () => {
      const { status, message } = await testCredential(credential(settings));
      assert.equal(status, 'Error');
      assert.match(message, words);
      const { error } = await send(settings);
      const said = `${error?.message} ${error?.description}`;
      assert.match(said, words);
      const shown = [message, said, ...logLines].join('\n');
      for (const part of [PRIVATE.d, PRIVATE.p, PEM.split('\n')[3]])
        assert.ok(part !== undefined && !shown.includes(part.slice(0, 16)));
      assert.equal(suite.simulator.received().length, 0);
    });
});

describe('A token that n8n encrypts', () => {
  const { fit } = makeEncryptionKeys();
  const key = {
    algorithm: 'HS256',
    clientSecret: '',
    privateKey: '',
    useJwe: true,
    jwePublicKey: String(fit[0]?.key),
    contentEncryption: 'A128GCM',
  };

  it('is the same for equal claims, and another for others', async () => {
    const { makeToken } = await loadBundled<typeof madeTokens>('adapters/MakeToken.ts');
    const [one, again] = await Promise.all([makeToken('{"a":1}', key), makeToken('{"a":1}', key)]);
    assert.equal(one, again);
    assert.equal(await makeToken('{"a":1}', key), one);
    assert.notEqual(await makeToken('{"a":2}', key), one);
    assert.notEqual(await makeToken('{"a":1}', { ...key, contentEncryption: 'A256GCM' }), one);
  });

  it('is kept no longer than for some hundred others', async () => {
    const { makeToken, hiddenTexts } = await loadBundled<typeof madeTokens>('adapters/MakeToken.ts');
    const first = await makeToken('{"n":0}', key);
    assert.ok(hiddenTexts('{"n":0}', key).includes(first));
    for (let n = 1; n <= 500; n++) await makeToken(JSON.stringify({ n }), key);
    assert.ok(!hiddenTexts('{"n":0}', key).includes(first));
    assert.ok(hiddenTexts('{"n":500}', key).includes(await makeToken('{"n":500}', key)));
  });
});
