import { inEnvironment, makeSigningKeys, NodeServers } from '@kore-notify/core/node-testing';
import {
  clockContract,
  type ContractCase,
  httpContract,
  type KeyForm,
  signerContract,
} from '@kore-notify/core/testing';
import type { Clock, Signer } from '@kore-notify/core';
import { TEST_CERTIFICATE, TEST_IDENTITY } from '../../../shared-core/test/node/local-server.ts';
import type * as claimsSigner from '../adapters/ClaimsSigner';
import type * as signing from '../adapters/SignToken';
import { loadBundled } from './load-bundled.ts';
import { EngineHttp } from './n8n-http.ts';
import { loadCredential } from './run-workflow.ts';

const keeps = (contract: readonly ContractCase[]): void => {
  for (const { title, run } of contract) it(title, run);
};

describe('N8nHttp', () =>
  keeps(
    httpContract({
      startServers: () => new NodeServers(TEST_IDENTITY),
      use: (way, run) => inEnvironment(way, TEST_CERTIFICATE, () => run(new EngineHttp())),
      // The credential signs the claims that stand there.
      auth: '{"appId":"cs-1"}',
    }),
  ));

describe('N8nClock', () =>
  keeps(
    clockContract(async () => {
      const { N8nClock } = await loadBundled<{ N8nClock: new () => Clock }>('adapters/N8nClock.ts');
      return { clock: new N8nClock() };
    }),
  ));

describe('The credential of n8n, which signs what a node hands on,', () => {
  const credentialOf = ({ algorithm, key }: KeyForm) => {
    const text = typeof key === 'string' ? key : '';
    return algorithm.startsWith('RS')
      ? { algorithm, clientSecret: '', privateKey: text }
      : { algorithm, clientSecret: text, privateKey: '' };
  };
  keeps(
    signerContract({
      keys: makeSigningKeys(),
      async makeSigner(key): Promise<Signer> {
        const { signToken } = await loadBundled<typeof signing>('adapters/SignToken.ts');
        const { ClaimsSigner } = await loadBundled<typeof claimsSigner>('adapters/ClaimsSigner.ts');
        // As each execution does, so that a key that does not fit is told before anything is tried.
        signToken('{}', credentialOf(key));
        return new ClaimsSigner(credentialOf(key));
      },
      async onTheWire(claims, key) {
        const { authenticate } = await loadCredential();
        if (typeof authenticate !== 'function') throw new Error('The credential does not sign.');
        const account = { host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1', ...credentialOf(key) };
        const { headers } = await authenticate(account, {
          url: 'https://platform.kore.ai/api',
          headers: { auth: claims },
        });
        return headers?.['auth'] as string;
      },
    }),
  );
});
