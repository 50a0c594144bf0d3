import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { DEVICE_BODY, refusalOf, startClient, stopAll, V1_BODY, V2_BODY } from './raw-client.ts';
import type { RawClient } from './raw-client.ts';

const INVALID_CREDENTIALS = '401 4002 Invalid SDK credentials';
const INVALID_ARGUMENTS = '412 412 Validation errors/ Invalid arguments';
const HOUR_SECONDS = 3600;

const now = () => Math.floor(Date.now() / 1000);

/** A token with one character of its last part changed. */
function altered(token: string): string {
  return token.replace(
    /\.(.)([^.]*)$/,
    (_text, first: string, rest: string) => `.${first === 'A' ? 'B' : 'A'}${rest}`,
  );
}

describe('a token', () => {
  let client: RawClient;
  beforeEach(async () => {
    client = await startClient();
  });
  afterEach(stopAll);

  const refused = async (token: string | undefined) =>
    refusalOf(await client.request({ method: 'POST', path: client.bot('notify'), body: V1_BODY, token }));

  it('that is missing is refused as invalid credentials', async () => {
    assert.equal(await refused(undefined), INVALID_CREDENTIALS);
  });

  it('in the header Authorization is a missing one', async () => {
    const headers = { authorization: `Bearer ${client.sign()}` };
    const answer = await client.request({ path: client.bot('notify/status/x'), token: undefined, headers });
    assert.equal(refusalOf(answer), INVALID_CREDENTIALS);
  });

  it('that is no JWT is refused as malformed', async () => {
    for (const token of ['x', 'a.b', 'a.b.c', 'a.b.c.d.e', `Bearer ${client.sign()}`])
      assert.equal(await refused(token), '401 4002 Invalid JWT token', token);
  });

  it('that was altered, or signed with another key or algorithm, is refused', async () => {
    assert.equal(await refused(altered(client.sign())), INVALID_CREDENTIALS);
    assert.equal(await refused(client.sign({}, 'another-secret')), INVALID_CREDENTIALS);
    const { clientSecret } = client.simulator.app;
    assert.equal(await refused(client.sign({}, clientSecret, { algorithm: 'HS512' })), INVALID_CREDENTIALS);
    assert.equal(await refused(client.sign({}, '', { algorithm: 'none' })), INVALID_CREDENTIALS);
  });

  it('of an unknown app, or with appId misspelt, is refused', async () => {
    assert.equal(await refused(client.sign({ appId: 'cs-other' })), INVALID_CREDENTIALS);
    assert.equal(await refused(client.sign({ appId: undefined })), INVALID_CREDENTIALS);
  });

  it('for another bot is refused as invalid credentials', async () => {
    const path = '/api/public/bot/st-other/notify';
    const answer = await client.request({ method: 'POST', path, body: V1_BODY });
    assert.equal(refusalOf(answer), INVALID_CREDENTIALS);
  });

  it('that has expired is refused, one that starts within a minute is taken', async () => {
    assert.equal(
      await refused(client.sign({ exp: now() - 1 })),
      '401 401 error verifying the jwt: jwt expired',
    );
    assert.equal(
      await refused(client.sign({ iat: now() + 90 })),
      '401 401 error verifying the jwt: jwt not active',
    );
    assert.equal((await client.send(V1_BODY, client.sign({ iat: now() + 50 }))).status, 200);
  });

  it('may be used again without JTI', async () => {
    const token = client.sign({ jti: 'same' });
    assert.equal((await client.send(V1_BODY, token)).status, 200);
    assert.equal((await client.send(V1_BODY, token)).status, 200);
  });

  it('of an app without the scope is refused with 401, not 403', async () => {
    const { botId } = client.simulator.app;
    const clientSecret = 'narrow-secret';
    client.simulator.addApp({ clientId: 'cs-narrow', clientSecret, botId, scopes: ['devices'] });
    const token = client.sign({ appId: 'cs-narrow' }, clientSecret);
    assert.equal(await refused(token), '401 4002 Permission denied. Scope is incorrect!');
    const path = client.stream('subscribeddevices?uId=u-1');
    assert.equal((await client.request({ path, token })).status, 200);
  });

  it('is verified with the public key of an RS256 app', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    client.simulator.addApp({ clientId: 'cs-rsa', publicKey, botId: client.simulator.app.botId });
    const token = client.sign({ appId: 'cs-rsa' }, privateKey, { algorithm: 'RS256' });
    assert.equal((await client.send(V1_BODY, token)).status, 200);
    assert.equal(await refused(altered(token)), INVALID_CREDENTIALS);
    assert.throws(
      () =>
        client.simulator.addApp({ clientId: 'cs-rsa', algorithm: 'RS256', clientSecret: 'x', botId: 'st-1' }),
      /publicKey for RS256/,
    );
  });
});

describe('an app that enforces JTI', () => {
  let client: RawClient;
  beforeEach(async () => {
    client = await startClient({ jti: true });
  });
  afterEach(stopAll);

  it('needs a jti, and refuses one that it has seen as a replay', async () => {
    assert.equal(
      refusalOf(await client.send(V1_BODY, client.sign())),
      '401 401 error verifying the jwt: "jti" claim is required',
    );
    const token = client.sign({ jti: 'once' });
    assert.equal((await client.send(V1_BODY, token)).status, 200);
    assert.equal(
      refusalOf(await client.send(V1_BODY, token)),
      '401 401 error verifying the jwt: possibly a replay',
    );
    assert.equal(client.simulator.jobs().length, 1);
  });

  it('takes an hour of lifetime and no more', async () => {
    const longest = client.sign({ jti: 'a', exp: now() + HOUR_SECONDS });
    assert.equal((await client.send(V1_BODY, longest)).status, 200);
    assert.equal(
      refusalOf(await client.send(V1_BODY, client.sign({ jti: 'b', exp: now() + HOUR_SECONDS + 60 }))),
      '401 401 error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)',
    );
  });
});

describe("the platform's clock", () => {
  afterEach(stopAll);

  it('ahead of ours lets our tokens expire early, and shows in the Date header', async () => {
    const client = await startClient({ clockOffsetMs: 600_000 });
    const answer = await client.send();
    assert.equal(refusalOf(answer), '401 401 error verifying the jwt: jwt expired');
    const aheadMs = Date.parse(answer.headers.get('date') ?? '') - Date.now();
    assert.ok(Math.abs(aheadMs - 600_000) < 5_000, `${aheadMs} ms`);
  });

  it('behind ours finds our tokens not active yet', async () => {
    const client = await startClient({ clockOffsetMs: -600_000 });
    assert.equal(refusalOf(await client.send()), '401 401 error verifying the jwt: jwt not active');
  });
});

describe('a request', () => {
  let client: RawClient;
  beforeEach(async () => {
    client = await startClient({ maxBodyBytes: 20_000 });
  });
  afterEach(stopAll);

  it('with a body that breaks the schema is refused with 412 and the details', async () => {
    const identity = { phoneNumber: '+919000000004' };
    const bodies = [
      { ...V1_BODY, channel: '' },
      { ...V1_BODY, identities: [] },
      { ...V1_BODY, identities: Array.from({ length: 1001 }, () => 'a@b.c') },
      { ...V1_BODY, extra: true },
      [],
      '',
      '{"channel":',
      '"text"',
    ];
    for (const body of bodies) assert.equal(refusalOf(await client.send(body)), INVALID_ARGUMENTS);
    const bodiesV2 = [
      { ...V2_BODY, content: V2_BODY.message },
      { ...V2_BODY, webhookInstanceName: 'Webhook' },
      { ...V2_BODY, identities: [{ email: 'ann@example.com' }] },
      { ...V2_BODY, identities: [{ ...identity, email: 'ann@example.com' }] },
      { ...V2_BODY, channel: 'rcs', identities: [{ user: 'x', email: 'ann@example.com' }] },
      { ...V2_BODY, channel: 'rcs', identities: [{ customMessage: 'Hi' }] },
      { ...V2_BODY, channel: 'rcs', identities: [{ parameters: {}, customMessage: 'Hi' }] },
      { ...V2_BODY, channel: 'rcs', webhookInstanceName: 'Webhook', identities: [{ user: 'x' }] },
      { ...V2_BODY, identities: [{ ...identity, parameters: { name: 'x'.repeat(201) } }] },
      JSON.stringify({ ...V2_BODY, proto: 1 }).replace('proto', '__proto__'),
    ];
    for (const body of bodiesV2) assert.equal(refusalOf(await client.sendV2(body)), INVALID_ARGUMENTS);
    const { body } = await client.send({ ...V1_BODY, identities: [''] });
    const [error] = body['errors'] as { details: string[] }[];
    assert.match(error?.details[0] ?? '', /^\/identities\/0 must NOT have fewer than 1 characters/);
    assert.equal(client.simulator.jobs().length, 0);
  });

  it('of the devices is checked too', async () => {
    assert.equal(refusalOf(await client.subscribe({ ...DEVICE_BODY, osType: '' })), INVALID_ARGUMENTS);
    assert.equal(refusalOf(await client.unsubscribe({ userId: 'u-1' })), INVALID_ARGUMENTS);
    assert.equal(
      refusalOf(await client.unsubscribe({ userId: 'u-1', unsubscribe: 'all', devices: [] })),
      INVALID_ARGUMENTS,
    );
    assert.equal(
      refusalOf(await client.request({ path: client.stream('subscribeddevices') })),
      INVALID_ARGUMENTS,
    );
  });

  it('whose body is not declared as JSON is refused with 412', async () => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await client.request({
      method: 'POST',
      path: client.bot('notify'),
      body: V1_BODY,
      headers,
    });
    assert.equal(refusalOf(answer), INVALID_ARGUMENTS);
  });

  it('that is too large is refused with 413 and processes nothing', async () => {
    const answer = await client.send({ ...V1_BODY, message: { type: 'text', val: 'x'.repeat(20_000) } });
    assert.equal(refusalOf(answer), '413 413 Request Entity Too Large');
    assert.equal(client.simulator.jobs().length, 0);
    assert.equal(client.simulator.received()[0]?.answeredStatus, 413);
  });

  it('with another method is refused with 405, to an unknown path with 404', async () => {
    const wrongMethod = await client.request({ path: client.bot('notify') });
    assert.equal(refusalOf(wrongMethod), '405 405 Method Not Allowed');
    assert.equal(wrongMethod.headers.get('allow'), 'POST');
    assert.equal(
      refusalOf(
        await client.request({ method: 'POST', path: client.stream('sdknotifications/unsubscribe') }),
      ),
      '405 405 Method Not Allowed',
    );
    assert.equal(
      refusalOf(await client.request({ path: '/api/public/bot/x/notification' })),
      '404 404 Not Found',
    );
    assert.equal(refusalOf(await client.request({ path: '/API/PUBLIC/bot' })), '404 404 Not Found');
    assert.equal(
      refusalOf(await client.request({ path: '/api/public/bot/%zz/notify' })),
      '404 404 Not Found',
    );
    assert.deepEqual(
      client.simulator.received().map(({ call, answeredStatus }) => [call, answeredStatus]),
      [
        [undefined, 405],
        [undefined, 405],
        [undefined, 404],
        [undefined, 404],
        [undefined, 404],
      ],
    );
  });

  it('for the status of an unknown job, or of one of the other API, is refused with 404', async () => {
    const { body } = await client.send();
    assert.equal(refusalOf(await client.status('ds-unknown')), '404 404 Request id not found');
    assert.equal(refusalOf(await client.statusV2(body['_id'])), '404 404 Request id not found');
    assert.equal((await client.status(body['_id'])).status, 200);
  });
});
