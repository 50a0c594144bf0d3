import assert from 'node:assert/strict';
import type { Http, HttpAnswer, HttpFailure } from '@kore-notify/core';
import { AxiosHttp } from '@kore-notify/core/node';
import { EngineHttp, signedRequest } from '../../packages/n8n/test/n8n-http.ts';
import { inEnvironment, Servers, type Situation, SITUATIONS } from './connection-situations.ts';

describe('whether a request was sent is the same in Node-RED and in n8n when', () => {
  for (const situation of SITUATIONS)
    it(situation.name, async () => {
      const node = new AxiosHttp();
      const [inNode, inN8n] = [await runOn(node, situation), await runOn(new EngineHttp(), situation)];
      node.close();
      const { kind, endedBy, words } = situation.expected;
      for (const [host, result] of [
        ['Node', inNode],
        ['n8n', inN8n],
      ] as const) {
        assert.equal(result.kind, kind, `${host}: ${JSON.stringify(result)}`);
        if (result.kind === 'answer') continue;
        assert.equal(result.endedBy, endedBy, host);
        const said = `${result.reason} ${result.hint ?? ''}`;
        if (words !== undefined) assert.match(said, words, host);
        assert.doesNotMatch(said, /hidden|eyJ/);
      }
    });
});

/** What a request comes to, and nothing that comes later. */
async function runOn(http: Http, { stage, arrived }: Situation): Promise<HttpAnswer | HttpFailure> {
  const servers = new Servers();
  try {
    const staged = await stage(servers);
    const result = await inEnvironment(staged, () => http.send(signedRequest(staged.url, staged.request)));
    if (arrived !== undefined) assert.equal(servers.arrived, arrived);
    return result;
  } finally {
    await servers.close();
  }
}
