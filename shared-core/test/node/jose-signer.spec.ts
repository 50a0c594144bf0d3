import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { CONTENT_ENCRYPTIONS, createClient, type HttpRequest, redact } from '../../src/index.ts';
import { JoseSigner, SystemClock } from '../../src/node/index.ts';
import { openToken } from '../../src/node/testing/index.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const JWK = { ...publicKey.export({ format: 'jwk' }), kid: 'k-1' };
const CLAIMS = { appId: 'cs-1', sub: 'u-1', iat: 1_700_000_000, exp: 1_700_000_300 };

describe('An encrypted token', () => {
  for (const contentEncryption of CONTENT_ENCRYPTIONS)
    it(`of ${contentEncryption} is hidden in any text, whole or broken off`, async () => {
      const token = await new JoseSigner({ publicKey: JWK, contentEncryption }).sign(CLAIMS);
      assert.equal(token.split('.').length, 5);
      assert.equal(redact(`refused ${token}, sorry`), 'refused [token], sorry');
      for (let length = 40; length < token.length; length += 29)
        assert.equal(redact(`refused ${token.slice(0, length)}`), 'refused [token]', String(length));
    });

  it('differs from every other one, also of equal claims', async () => {
    const signer = new JoseSigner({ publicKey: JWK });
    const tokens = await Promise.all(Array.from({ length: 20 }, () => signer.sign(CLAIMS)));
    for (let part = 1; part < 5; part++)
      assert.equal(new Set(tokens.map((token) => token.split('.')[part])).size, 20, `part ${part}`);
    for (const token of tokens) assert.deepEqual(JSON.parse(openToken(token, privateKey).text), CLAIMS);
  });

  it('is made once for requests that reuse it, and stands in no report, also in parts or with the key', async () => {
    const requests: HttpRequest[] = [];
    const send = (request: HttpRequest) => {
      requests.push(request);
      const { auth = '' } = request.headers;
      const parts = auth.split('.').map((part) => part.slice(0, 40));
      const body = JSON.stringify({
        errors: [{ msg: `No ${parts.join(' ')} for ${JWK.n ?? ''}`, code: 400 }],
      });
      return Promise.resolve({ kind: 'answer', status: 400, headers: {}, body } as const);
    };
    const client = createClient(
      { http: { send }, clock: new SystemClock(), signer: new JoseSigner({ publicKey: JWK }) },
      { host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1' },
    );
    const recipients = ['ann@example.com', 'bob@example.com'];
    const report = await client.send(
      { channel: 'slack', message: 'Hello!', recipients },
      { recipientsPerRequest: 1 },
    );
    assert.equal(report.counts.rejected, 2);
    const tokens = requests.map(({ headers }) => headers['auth'] ?? '');
    assert.equal(new Set(tokens).size, 1);
    const shown = JSON.stringify(report);
    assert.match(shown, /No \[token\]/);
    for (const part of [...(tokens[0]?.split('.') ?? []), JWK.n ?? ''])
      assert.ok(!shown.includes(part.slice(0, 12)), `${part.slice(0, 12)} in ${shown}`);
  });
});
