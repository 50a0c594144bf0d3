import assert from 'node:assert/strict';
import { CONTENT_ENCRYPTIONS, type ContentEncryption } from '@kore-notify/core';
import { createNodeClient } from '@kore-notify/core/node';
import { createSimulator, type ReceivedRequest, type Simulator } from '@kore-notify/simulator';
import { runNode } from '../../packages/n8n/test/run-workflow.ts';
import { flowAround, helper, startFlow } from '../../packages/node-red/test/flow.ts';

interface Settings {
  readonly contentEncryption: ContentEncryption;
  readonly useJti: boolean;
}

const MESSAGE = { channel: 'slack', message: 'The office is closed.' } as const;
const PEOPLE = ['ada@example.org', 'bob@example.org'];

/** A token as the platform read it: its header, and its claims without what differs each time. */
function tokenOf({ headers, claims = {}, answeredStatus }: ReceivedRequest): object {
  const { iat, exp, jti, ...fixed } = claims;
  const header: unknown = JSON.parse(Buffer.from(headers['auth'] ?? '', 'base64url').toString());
  return {
    answeredStatus,
    header,
    claims: fixed,
    lifetime: Number(exp) - Number(iat),
    jti: typeof jti === 'string' ? jti.replaceAll(/[\da-f]/g, 'x') : undefined,
  };
}

describe('The core, Node-RED and n8n encrypt equal tokens', () => {
  let simulator: Simulator;
  before(() => helper.startServer());
  after(() => helper.stopServer());
  afterEach(() => simulator.stop());

  const app = () => {
    const { url: host, app } = simulator;
    return { host, botId: app.botId, clientId: app.clientId };
  };
  const publicKey = () => JSON.stringify(simulator.publicJwk());

  async function sendByCore({ contentEncryption, useJti }: Settings): Promise<void> {
    const tokenEncryption = { publicKey: publicKey(), contentEncryption };
    const client = createNodeClient({ ...app(), useJti, tokenEncryption });
    await client.send({ ...MESSAGE, recipients: PEOPLE }, { recipientsPerRequest: 1 });
    await client.close();
  }

  async function sendByNodeRed(settings: Settings): Promise<void> {
    const node = { type: 'kore-send', ...MESSAGE, recipients: 'payload', recipientsSource: 'msg' };
    const deployed = { id: 'app', type: 'kore-app', ...app(), useJwe: true, ...settings };
    const flow = await startFlow(flowAround({ ...node, recipientsPerRequest: '1' }, deployed), {
      app: { jwePublicKey: publicKey() },
    });
    flow.give({ payload: PEOPLE });
    await flow.from('out1');
    await helper.unload();
  }

  async function sendByN8n(settings: Settings): Promise<void> {
    const { rows } = await runNode({
      type: 'koreSendNotification',
      credential: { ...app(), useJwe: true, jwePublicKey: publicKey(), ...settings },
      parameters: { ...MESSAGE, recipients: PEOPLE.join(), options: { recipientsPerRequest: 1 } },
    });
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ['accepted', 'accepted'],
    );
  }

  for (const contentEncryption of CONTENT_ENCRYPTIONS)
    for (const useJti of [false, true])
      it(`by ${contentEncryption}, ${useJti ? 'with' : 'without'} JTI`, async () => {
        simulator = await createSimulator({ jwe: true, jti: useJti });
        const tokens: object[][] = [];
        for (const send of [sendByCore, sendByNodeRed, sendByN8n]) {
          await send({ contentEncryption, useJti });
          tokens.push(simulator.received().slice(tokens.flat().length).map(tokenOf));
        }
        const [core = [], ...palettes] = tokens;
        const { clientId } = simulator.app;
        const token = {
          answeredStatus: 200,
          header: {
            alg: 'RSA-OAEP',
            enc: contentEncryption,
            kid: simulator.publicJwk()?.kid,
            typ: 'JWT',
          },
          claims: { appId: clientId, sub: clientId },
          lifetime: 300,
          jti: useJti ? 'x'.repeat(32) : undefined,
        };
        assert.deepEqual(core, [token, token]);
        for (const palette of palettes) assert.deepEqual(palette, core);
        const ids = simulator.received().map(({ claims }) => claims?.['jti']);
        if (useJti) assert.equal(new Set(ids).size, 6);
      });
});
