import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { SendReport } from '@kore-notify/core';
import { makeEncryptionKeys } from '@kore-notify/core/node-testing';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { mayBeJwk } from '../src/nodes/kore-app/may-be-jwk.ts';
import { appOf, flowAround, helper, logText, startFlow } from './flow.ts';
import { LABELS } from '../src/words.ts';

const SEND = {
  type: 'kore-send',
  channel: 'slack',
  message: 'Hello',
  recipients: 'payload',
  recipientsSource: 'msg',
  recipientsPerRequest: '1',
};
const PEOPLE = ['ada@example.org', 'bob@example.org'];

describe('A kore-app that enforces JWE', () => {
  let simulator: Simulator;
  let jwePublicKey: string;

  before(async () => {
    simulator = await createSimulator({ jwe: true });
    jwePublicKey = JSON.stringify(simulator.publicJwk(), null, 2);
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    await simulator.stop();
  });
  afterEach(async () => {
    await helper.unload();
    simulator.reset();
  });

  const deploy = (settings: object = {}, credentials: object = { jwePublicKey }) =>
    startFlow(flowAround(SEND, appOf(simulator, { useJwe: true, ...settings })), { app: credentials });

  async function test(typed: object): Promise<{ ok: boolean; message: string }> {
    const { body } = await helper
      .request()
      .post('/kore-app/test')
      .set({ 'x-kore-notify': 'test' })
      .send({ ...appOf(simulator), useJwe: true, contentEncryption: '', jwePublicKey, ...typed });
    return body as { ok: boolean; message: string };
  }
  const nameOf = (label: string): string =>
    Object.keys(LABELS).find((name) => LABELS[name] === label) ?? label;
  const namedIn = (message: string): string[] =>
    [...message.matchAll(/^([A-Z][^:.]*): /gm)].map(([, label = '']) => nameOf(label));

  for (const contentEncryption of ['A128CBC-HS256', 'A128GCM', 'A256GCM', '', undefined])
    it(`sends with an encrypted token and no secret, content encryption ${JSON.stringify(contentEncryption)}`, async () => {
      const flow = await deploy({ contentEncryption });
      flow.give({ payload: PEOPLE });
      assert.equal((await flow.from<SendReport>('out1')).payload.counts.accepted, 2);
      const [first, second] = simulator.received();
      assert.deepEqual(first?.claims, second?.claims);
      const header = JSON.parse(Buffer.from(first?.headers['auth'] ?? '', 'base64url').toString()) as object;
      const enc = contentEncryption === '' ? undefined : contentEncryption;
      assert.deepEqual(header, {
        alg: 'RSA-OAEP',
        enc: enc ?? 'A128CBC-HS256',
        kid: simulator.publicJwk()?.kid,
        typ: 'JWT',
      });
    });

  it('encrypts a fresh token for each request with JTI', async () => {
    const { botId } = simulator.app;
    simulator.addApp({ botId, clientId: 'cs-both', enforceJwe: true, enforceJti: true });
    const key = JSON.stringify(simulator.publicJwk('cs-both'));
    const flow = await deploy({ clientId: 'cs-both', useJti: true }, { jwePublicKey: key });
    flow.give({ payload: PEOPLE });
    assert.equal((await flow.from<SendReport>('out1')).payload.counts.accepted, 2);
    assert.equal(new Set(simulator.received().map(({ claims }) => claims?.['jti'])).size, 2);
  });

  it('is tested with what is typed, and with the stored key', async () => {
    await deploy();
    assert.equal((await test({ id: 'new' })).ok, true);
    assert.equal((await test({ jwePublicKey: '__PWRD__', clientSecret: '', privateKey: '' })).ok, true);
    const moved = await test({ jwePublicKey: '__PWRD__', botId: 'st-other' });
    assert.match(moved.message, /Type the secret again/);
  });

  it('takes switch, encryption and key from environment variables', async () => {
    const variables = { KORE_JWE_ON: 'true', KORE_JWE_ENC: 'A256GCM', KORE_JWE_KEY: jwePublicKey };
    Object.assign(process.env, variables);
    try {
      const settings = { useJwe: '${KORE_JWE_ON}', contentEncryption: '${KORE_JWE_ENC}' };
      const flow = await deploy(settings, { jwePublicKey: '${KORE_JWE_KEY}' });
      flow.give({ payload: PEOPLE });
      assert.equal((await flow.from<SendReport>('out1')).payload.counts.accepted, 2);
      const typed = { contentEncryption: '${KORE_JWE_ENC}', jwePublicKey: '${KORE_JWE_KEY}' };
      const { ok, message } = await test(typed);
      assert.equal(ok, true, message);
    } finally {
      for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
    }
  });

  it('names everything that is missing or wrong at once', async () => {
    await deploy();
    const nothing = await test({ id: 'new', host: '', botId: '', clientId: '', jwePublicKey: '' });
    assert.deepEqual(namedIn(nothing.message), ['host', 'botId', 'clientId', 'jwePublicKey']);
    const wrong = await test({ clientId: 'st-1', contentEncryption: 'none' });
    assert.deepEqual(namedIn(wrong.message), ['clientId', 'contentEncryption']);
  });

  it('says what is wrong with a key, in the Test button and in a flow, and shows nothing of it', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const jwk = { ...pair.privateKey.export({ format: 'jwk' }), kid: 'k-1' };
    const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await deploy();
    for (const key of [JSON.stringify(jwk), pem]) {
      const { ok, message } = await test({ id: 'new', jwePublicKey: key });
      assert.equal(ok, false);
      assert.match(message, /^Public key \(JWK\): This is a private key\. Keep it to yourself\./m);
      await helper.unload();
      const flow = await deploy({}, { jwePublicKey: key });
      flow.give({ payload: PEOPLE });
      const caught = await flow.from('caught');
      assert.match(JSON.stringify(caught), /This is a private key/);
      const shown = message + JSON.stringify(caught) + logText();
      for (const part of [jwk.d, jwk.p, pem.split('\n')[3]])
        assert.ok(part && !shown.includes(part.slice(0, 16)));
    }
    assert.equal(simulator.received().length, 0);
  });

  it('is told what to switch on if its tokens are signed', async () => {
    await deploy();
    const { clientSecret } = simulator.app;
    const { ok, message } = await test({ id: 'new', useJwe: false, algorithm: 'HS256', clientSecret });
    assert.equal(ok, false);
    assert.match(message, /Enforce JWE/);
  });
});

describe('The field for the public key', () => {
  const { fit, unfit } = makeEncryptionKeys();

  for (const { title, key } of fit) it(`takes ${title}`, () => assert.equal(mayBeJwk(String(key)), true));

  for (const empty of ['', ' \n', '${KORE_KEY}', '$(KORE_KEY)'])
    it(`takes ${JSON.stringify(empty)}`, () => assert.equal(mayBeJwk(empty), true));

  const isSubtle = (title: string): boolean =>
    /no public key|empty public|signatures|operations|RSA1_5|damaged|empty kid|short|unknown/.test(title);
  for (const { title, key } of unfit)
    if (!isSubtle(title)) it(`marks ${title}`, () => assert.equal(mayBeJwk(String(key)), false));
});
