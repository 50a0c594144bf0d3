import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { startServer } from '../../../shared-core/test/node/local-server.ts';
import { EngineHttp, signedRequest } from './n8n-http.ts';
import { testCredential } from './run-workflow.ts';
import { withSimulator } from './with-simulator.ts';

const requireOfCore = createRequire(createRequire(import.meta.url).resolve('n8n-core'));

describe('a call of n8n that fails', () => {
  describe("by n8n's SSRF protection", () => {
    const suite = withSimulator();
    const send = {
      type: 'koreSendNotificationV2',
      parameters: { channel: 'msteams', message: 'Hello!', recipients: 'ada@example.org, bob@example.org' },
    };
    let config: { enabled: boolean };
    before(() => {
      const { Container } = requireOfCore('@n8n/di') as { Container: { get(service: unknown): unknown } };
      const { SsrfProtectionConfig } = requireOfCore('@n8n/config') as { SsrfProtectionConfig: unknown };
      config = Container.get(SsrfProtectionConfig) as typeof config;
    });
    beforeEach(() => (config.enabled = true));
    afterEach(() => (config.enabled = false));

    const WORDS =
      /SSRF protection blocks this address\. The request was blocked .*127\.0\.0\.1.*N8N_SSRF_ALLOWED_IP_RANGES/s;

    for (const name of ['127.0.0.1', 'localhost'])
      it(`was never sent, and every row says what n8n says of ${name}`, async () => {
        const host = suite.simulator.url.replace('127.0.0.1', name);
        const { rows } = await suite.run({
          ...send,
          credential: suite.credential({ host, maxAttempts: 1 }),
          settings: { onError: 'continueRegularOutput' },
        });
        assert.deepEqual(
          rows.map(({ outcome, reason }) => [outcome, reason]),
          Array(2).fill(['unsent', 'unreachable']),
        );
        for (const { detail } of rows) assert.match(detail ?? '', WORDS);
        assert.deepEqual(suite.wire(), []);
      });

    it('is the error of a node that stops', async () => {
      const { error } = await suite.run(send);
      assert.match(`${error?.message} ${error?.description}`, WORDS);
      assert.deepEqual(suite.wire(), []);
    });

    it('is what the test of the credential says, and a tool', async () => {
      const { status, message } = await testCredential(suite.credential());
      assert.equal(status, 'Error');
      assert.match(message, WORDS);
      const { rows, error } = await suite.run({ ...send, isTool: true });
      assert.match(JSON.stringify([rows, error?.message, error?.description]), WORDS);
      assert.deepEqual(suite.wire(), []);
    });
  });

  it('because the credential does not sign it was not sent', async () => {
    const server = await startServer((_request, response) => void response.end('{}'));
    const result = await new EngineHttp().send(signedRequest(server.origin, { headers: {} }));
    await server.close();
    assert.deepEqual([result.kind, server.requests.length], ['not-sent', 0]);
  });
});
