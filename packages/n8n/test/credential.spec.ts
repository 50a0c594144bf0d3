import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { loadCredential, loadNodes, runNode, testCredential } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

const CLAIMS = { appId: 'cs-1', sub: 'cs-1', iat: 1_700_000_000, exp: 4_000_000_000 };
const SECRET = 'a secret with ümlauts and 世界';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const publicKey = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const privateKey = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('the credential of n8n', () => {
  const data: ICredentialDataDecryptedObject = {
    host: 'platform.kore.ai',
    botId: 'st-1',
    clientId: 'cs-1',
    clientSecret: SECRET,
    algorithm: 'HS256',
  };
  const request: IHttpRequestOptions = {
    method: 'POST',
    url: 'https://platform.kore.ai/api/public/bot/st-1/notify',
    headers: { auth: JSON.stringify(CLAIMS), 'content-type': 'application/json' },
    body: '{}',
  };
  async function authenticate(settings: object = {}, changes: object = {}): Promise<IHttpRequestOptions> {
    const { authenticate: sign } = await loadCredential();
    if (typeof sign !== 'function') throw new Error('The credential does not sign.');
    return sign({ ...data, ...settings }, { ...request, ...changes });
  }

  it('gives a copy, and leaves what it was given as it was', async () => {
    const given = structuredClone(request);
    const { authenticate: sign } = await loadCredential();
    if (typeof sign !== 'function') throw new Error('The credential does not sign.');
    const signed = await sign(Object.freeze({ ...data }), given);
    assert.deepEqual(given, request);
    assert.notEqual(signed, given);
    assert.notEqual(signed.headers, given.headers);
    assert.deepEqual(
      { ...signed, headers: { ...signed.headers, auth: '' } },
      { ...given, headers: { ...given.headers, auth: '' } },
    );
  });

  for (const url of [
    'https://elsewhere.example.org/api',
    'http://platform.kore.ai/api',
    'https://platform.kore.ai:444/api',
    'https://platform.kore.ai.example.org/api',
    'https://platform.kore.ai@example.org/api',
  ])
    it(`signs nothing for ${url}`, () =>
      assert.rejects(authenticate({}, { url }), /signs requests to https:\/\/platform\.kore\.ai only/));

  it('signs nothing that no node of this palette made', () =>
    assert.rejects(authenticate({}, { headers: {} }), /of the Kore Notify nodes only/));

  it('signs nothing twice, since n8n sends again what it lets be signed again', async () => {
    const signed = await authenticate();
    for (const auth of [signed.headers?.['auth'], '', 'null', '"text"'])
      await assert.rejects(authenticate({}, { headers: { auth } }), {
        message: 'This credential signs claims, and each request once.',
      });
  });

  it('shows no key when it cannot sign', async () => {
    const privateKey = 'BEGIN-not-a-key-8888';
    for (const settings of [{ algorithm: 'RS256', privateKey }, { algorithm: 'none' }, { clientSecret: '' }])
      await assert.rejects(authenticate(settings), (error: Error) => {
        assert.ok(!JSON.stringify([error.message, error.stack]).includes(privateKey));
        return true;
      });
  });

  it('is for the nodes of this palette, and for no other', async () => {
    const { restrictToSupportedNodes, supportedNodes } = (await loadCredential()) as {
      restrictToSupportedNodes?: boolean;
      supportedNodes?: string[];
    };
    assert.equal(restrictToSupportedNodes, true);
    const nodes = await loadNodes();
    assert.deepEqual(supportedNodes?.sort(), Object.keys(nodes).sort());
    for (const { description } of Object.values(nodes)) {
      assert.deepEqual(description.credentials, [
        { name: 'koreNotifyApi', required: true, testedBy: 'testConnection' },
      ]);
      assert.equal(description.usableAsTool, true);
    }
  });

  it('keeps what is secret behind password fields', async () => {
    const { properties } = await loadCredential();
    const hidden = properties.filter(({ typeOptions }) => typeOptions?.password === true);
    assert.deepEqual(
      hidden.map(({ name }) => name),
      ['clientSecret', 'privateKey'],
    );
  });

  describe('sends with a real platform', () => {
    const suite = withSimulator();

    it('with a private key, whose public half the platform has', async () => {
      const app = { clientId: 'cs-rsa', botId: suite.simulator.app.botId };
      suite.simulator.addApp({ ...app, publicKey, algorithm: 'RS512' });
      const { rows } = await runNode({
        type: 'koreSendNotification',
        credential: suite.credential({
          ...app,
          algorithm: 'RS512',
          privateKey,
          clientSecret: '',
        }),
        parameters: { channel: 'slack', message: 'Hello!', recipients: 'ada@example.org' },
      });
      assert.equal(rows[0]?.outcome, 'accepted');
    });
  });

  describe('its test', () => {
    const suite = withSimulator();
    const tell = async (settings: ICredentialDataDecryptedObject = {}) => {
      const told = await testCredential(suite.credential(settings));
      for (const hidden of [
        suite.simulator.app.clientSecret,
        settings['clientSecret'],
        settings['privateKey'],
      ])
        if (typeof hidden === 'string' && hidden.length > 3) assert.ok(!told.message.includes(hidden));
      assert.doesNotMatch(told.message, /eyJ/);
      return told;
    };

    it('says that the connection is good, and sends no notification', async () => {
      const { status, message } = await tell();
      assert.equal(status, 'OK');
      assert.match(message, /^Connected to http/);
      assert.deepEqual(
        suite.simulator.received().map(({ method }) => method),
        ['GET', 'GET'],
      );
    });

    const failures: readonly (readonly [string, ICredentialDataDecryptedObject, RegExp])[] = [
      ['nothing listens there', { host: 'http://127.0.0.1:1' }, /cannot be reached: nothing listens there/],
      ['the host does not exist', { host: 'no-such-host.invalid' }, /cannot be reached: the host name/],
      [
        'the secret is wrong',
        { clientSecret: 'wrong-secret-5555' },
        /does not accept the credentials.*client secret/,
      ],
      ['the bot is wrong', { botId: 'st-other' }, /does not accept the credentials.*bot ID/],
      ['the client is wrong', { clientId: 'cs-other' }, /does not accept the credentials.*client ID/],
      ['the ids are exchanged', { botId: 'cs-1', clientId: 'st-1' }, /appear to be swapped/],
      ['the host is missing', { host: '' }, /host: It is missing/],
      ['the host is not safe', { host: 'http://platform.example.org' }, /http/],
      ['the secret is missing', { clientSecret: '' }, /There is no client secret/],
      [
        'the key cannot be read',
        { algorithm: 'RS256', privateKey: 'no-key-9999' },
        /The private key cannot be read\./,
      ],
    ];
    for (const [what, settings, words] of failures)
      it(`says that ${what}`, async () => {
        const { status, message } = await tell(settings);
        assert.equal(status, 'Error');
        assert.match(message, words);
      });

    for (const [scopes, isGood, words] of [
      [['notifications'], 'OK', /may send messages, and may not manage devices\./],
      [['devices'], 'OK', /may manage devices, and may not send messages\. .*Proactive Messages.*publish/],
      [[], 'Error', /Proactive Messages.*publish/],
    ] as const)
      it(`says what an app with the scopes [${scopes.join()}] may do`, async () => {
        const app = {
          clientId: 'cs-limited',
          clientSecret: 'limited-secret',
          botId: suite.simulator.app.botId,
        };
        suite.simulator.addApp({ ...app, scopes: [...scopes] });
        const { status, message } = await tell(app);
        assert.equal(status, isGood);
        assert.match(message, words);
      });

    it('says that the app enforces JTI', async () => {
      const app = { clientId: 'cs-jti', clientSecret: 'jti-secret', botId: suite.simulator.app.botId };
      suite.simulator.addApp({ ...app, enforceJti: true });
      assert.match((await tell(app)).message, /Enforce JTI/);
      assert.equal((await tell({ ...app, useJti: true })).status, 'OK');
    });

    it('follows no redirect with the token', async () => {
      suite.simulator.addFault({
        kind: 'answer',
        status: 302,
        headers: { location: 'http://127.0.0.1:1/' },
        times: 9,
      });
      const { status, message } = await tell();
      assert.equal(status, 'Error');
      assert.match(message, /redirects elsewhere/);
    });
  });

  describe('its test with a clock that is off', () => {
    const suite = withSimulator({ clockOffsetMs: 7_200_000 });

    it('says by how much', async () => {
      const { message } = await testCredential(suite.credential());
      assert.match(message, /clock of this machine is 7(?:199|200|201) s behind/);
    });
  });
});
