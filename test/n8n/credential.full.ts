import assert from 'node:assert/strict';
import { createSimulator, DEFAULT_APP, type SimulatorOptions } from '@kore-notify/simulator';
import { setUpOwner, startN8n, type RunningN8n } from '../../packages/demo/src/start-n8n.ts';
import { type N8nUnderTest, prepareN8n } from './n8n-under-test.ts';
import { logIn, type N8nSession } from './n8n-session.ts';

interface TestResult {
  readonly status: 'OK' | 'Error';
  readonly message: string;
}

const LIMITED_APP = { ...DEFAULT_APP, clientId: 'cs-limited', scopes: ['devices' as const] };

describe('The credential in n8n', function () {
  this.timeout(60_000);
  let n8n: N8nUnderTest;
  let server: RunningN8n | undefined;
  let session: N8nSession;

  before(async function () {
    // The first time, this installs n8n.
    this.timeout(900_000);
    n8n = await prepareN8n();
    server = await startN8n(n8n.home);
    await setUpOwner(server);
    session = await logIn(server);
  });
  after(async () => {
    await server?.stop();
    await n8n.end();
  });

  /** Presses the button of a credential with this content. */
  const testOf = (host: string, changes: Readonly<Record<string, unknown>> = {}): Promise<TestResult> =>
    session.call('POST', '/credentials/test', {
      credentials: {
        id: 'kore-simulator',
        name: 'Kore.ai simulator',
        type: 'koreNotifyApi',
        data: { host, ...DEFAULT_APP, algorithm: 'HS256', ...changes },
      },
    });

  const testAgainst = async (
    options: SimulatorOptions,
    changes: Readonly<Record<string, unknown>> = {},
  ): Promise<TestResult> => {
    const simulator = await createSimulator(options);
    const jwePublicKey = JSON.stringify(simulator.publicJwk() ?? '');
    try {
      const result = await testOf(simulator.url, { jwePublicKey, ...changes });
      assert.equal(simulator.processed().size, 0, 'nothing is sent');
      return result;
    } finally {
      await simulator.stop();
    }
  };

  it('is found good', async () => {
    const { status } = await testAgainst({});
    assert.equal(status, 'OK');
  });

  it('says that the secret, the client ID or the bot is wrong', async () => {
    for (const wrong of [{ clientSecret: 'wrong' }, { clientId: 'cs-other' }, { botId: 'st-other' }]) {
      const { status, message } = await testAgainst({}, wrong);
      assert.equal(status, 'Error');
      assert.match(message, /does not accept the credentials.*Check client ID, client secret and bot ID/);
      assert.ok(!message.includes(DEFAULT_APP.clientSecret));
    }
  });

  it('says what an app may do that lacks a scope', async () => {
    const { status, message } = await testAgainst(
      { apps: [LIMITED_APP] },
      { clientId: LIMITED_APP.clientId },
    );
    assert.equal(status, 'OK');
    assert.match(message, /may manage devices, and may not send messages\. .*then publish the bot/);
  });

  it('says that nobody is there', async () => {
    const { status, message } = await testOf('http://127.0.0.1:1');
    assert.equal(status, 'Error');
    assert.match(message, /cannot be reached: nothing listens there. Check the host/);
  });

  it('says that the app enforces JTI', async () => {
    const { status, message } = await testAgainst({ jti: true });
    assert.equal(status, 'Error');
    assert.match(message, /"Enforce JTI" on: switch on JTI/);
    assert.equal((await testAgainst({ jti: true }, { advanced: true, useJti: true })).status, 'OK');
  });

  it('says that the app enforces JWE', async () => {
    const { status, message } = await testAgainst({ jwe: true });
    assert.equal(status, 'Error');
    assert.match(message, /"Enforce JTI" or "Enforce JWE" on, switch it on/);
    for (const contentEncryption of ['A128CBC-HS256', 'A128GCM', 'A256GCM']) {
      const encrypts = { advanced: true, useJwe: true, contentEncryption, clientSecret: '' };
      assert.equal((await testAgainst({ jwe: true }, encrypts)).status, 'OK');
    }
  });

  it('is good though the clocks differ by two hours, and says so', async () => {
    for (const [clockOffsetMs, words] of [
      [7_200_000, /clock of this machine is \d+ s behind the platform; tokens allow for it/],
      [-7_200_000, /clock of this machine is \d+ s ahead of the platform; tokens allow for it/],
    ] as const) {
      const { status, message } = await testAgainst({ clockOffsetMs });
      assert.equal(status, 'OK');
      assert.match(message, words);
    }
  });

  it('says what is wrong with a field before anything is asked', async () => {
    for (const [wrong, words] of [
      [{ host: '' }, /host: It is missing/],
      [{ host: 'http://kore.example.com' }, /http is not encrypted: the token could be intercepted/],
      [{ clientSecret: '' }, /There is no client secret\. Enter the client secret/],
      [
        { advanced: true, algorithm: 'RS256', privateKey: 'no key' },
        /The private key cannot be read\. Paste the whole PEM text/,
      ],
      [{ advanced: true, useJwe: true, jwePublicKey: '{}' }, /The public key is not an RSA key \(kty\)\./],
    ] as const) {
      const { status, message } = await testOf('http://127.0.0.1:1', wrong);
      assert.equal(status, 'Error');
      assert.match(message, words);
    }
  });

  it('keeps the secret to itself', async () => {
    const stored = await session.call<object>('GET', '/credentials/kore-simulator?includeData=true');
    assert.ok(!JSON.stringify(stored).includes(n8n.simulator.app.clientSecret));
  });
});
