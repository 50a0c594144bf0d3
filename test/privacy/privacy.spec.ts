import assert from 'node:assert/strict';
import { type EchoServer, startEchoServer } from './echo-server.ts';
import { findLeaks, MARKS } from './marks.ts';
import { closeNodeRed, runInCore, runInN8n, runInNodeRed } from './on-hosts.ts';
import { type Scenario, SCENARIOS } from './scenarios.ts';

const HOSTS = { 'the core': runInCore, 'Node-RED': runInNodeRed, n8n: runInN8n };

describe('No secret, message or recipient is shown, and no text that is too long,', () => {
  let server: EchoServer;
  before(async () => {
    server = await startEchoServer();
  });
  after(async () => {
    await closeNodeRed();
    await server.stop();
  });

  for (const [host, run] of Object.entries(HOSTS))
    describe(`in ${host}`, () => {
      for (const scenario of SCENARIOS)
        it(`if ${scenario.name}`, async () => {
          await check(run, scenario);
        });
    });

  async function check(run: (typeof HOSTS)['n8n'], scenario: Scenario): Promise<void> {
    server.answer = scenario.answer ?? (() => ({ status: 200, body: { _id: 'ds-1' } }));
    const shown = await run(scenario, server.url);
    const signatures = server.tokens.map((token) => token.slice(token.lastIndexOf('.') + 1));
    assert.deepEqual(findLeaks(shown, [...new Set(signatures)].slice(-50), scenario.recipients), []);
  }

  it('as this test would notice', () => {
    for (const mark of Object.values(MARKS)) {
      assert.ok(findLeaks([{ detail: `a ${mark.toUpperCase()} b` }]).length > 0, mark);
      assert.ok(findLeaks(new Error('x', { cause: { [mark]: 1 } })).length > 0, mark);
    }
    assert.ok(findLeaks({ a: 'x'.repeat(2_001) }).length > 0);
    assert.deepEqual(findLeaks({ recipients: [{ identity: MARKS.address }] }), []);
  });
});
