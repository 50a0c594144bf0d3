import {
  inEnvironment,
  makeEncryptionKeys,
  makeSigningKeys,
  NodeServers,
} from '@kore-notify/core/node-testing';
import {
  clockContract,
  type ContractCase,
  httpContract,
  type KeyForm,
  signerContract,
} from '@kore-notify/core/testing';
import type { Clock, Signer } from '@kore-notify/core';
import { TEST_CERTIFICATE, TEST_IDENTITY } from '../../../shared-core/test/node/local-server.ts';
import type * as tokenParts from './token-parts';
import { loadBundled } from './load-bundled.ts';
import { EngineHttp } from './n8n-http.ts';

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

describe('The credential of n8n, which makes a token of what a node hands on,', () => {
  const credentialOf = ({ algorithm, key, contentEncryption = '', header }: KeyForm) => {
    const text = typeof key === 'string' ? key : '';
    const none = {
      algorithm,
      clientSecret: '',
      privateKey: '',
      useJwe: false,
      jwePublicKey: '',
      contentEncryption,
    };
    if (header !== undefined) return { ...none, algorithm: 'HS256', useJwe: true, jwePublicKey: text };
    return algorithm.startsWith('RS') ? { ...none, privateKey: text } : { ...none, clientSecret: text };
  };
  for (const keys of [makeSigningKeys(), makeEncryptionKeys()]) {
    // Node and credential are in one bundle, as in the package.
    const parts = loadBundled<typeof tokenParts>('test/token-parts.ts');
    keeps(
      signerContract({
        keys,
        async makeSigner(key): Promise<Signer> {
          const { DeferredSigner, checkTokenKey } = await parts;
          // As each execution does, so that a key that does not fit is told before anything is tried.
          checkTokenKey(credentialOf(key));
          return new DeferredSigner(credentialOf(key));
        },
        async onTheWire(claims, key) {
          const { authenticate } = new (await parts).KoreNotifyApi();
          const account = { host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1', ...credentialOf(key) };
          const { headers } = await authenticate(account, {
            url: 'https://platform.kore.ai/api',
            headers: { auth: claims },
          });
          return headers?.['auth'] as string;
        },
      }),
    );
  }
});
