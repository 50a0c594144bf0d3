import { createSecretKey } from 'node:crypto';
import { JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import jsonwebtoken from 'jsonwebtoken';
import { createTokenSource } from '../../../shared-core/dist/auth/token-reuse.js';
import { resolveOptions } from '../../../shared-core/dist/connection/resolve-options.js';
import type { Measure } from '../measure.ts';

const TOKENS = 10_000;
const WARM_UP_TOKENS = 2_000;
const key = 'a-secret-of-no-value-but-long-enough';
const options = resolveOptions({
  host: 'platform.example.org',
  botId: 'st-1',
  clientId: 'cs-1',
  useJti: true,
});

async function timeTokens(next: (number: number) => string | Promise<string>): Promise<number> {
  for (let token = 0; token < WARM_UP_TOKENS; token++) await next(token);
  const start = performance.now();
  for (let token = 0; token < TOKENS; token++) await next(token);
  return performance.now() - start;
}

export const measure: Measure = {
  name: 'sign',
  title: `Sign ${TOKENS.toLocaleString('en')} requests with JTI`,
  ours: {
    title: 'core with its signer',
    run: async () => {
      const signer = new JsonwebtokenSigner({ algorithm: 'HS256', key });
      const tokens = createTokenSource({ clock: new SystemClock(), signer }, options);
      return { ms: await timeTokens(() => tokens.get()) };
    },
  },
  peer: {
    title: 'jsonwebtoken alone',
    run: async () => {
      const { clientId, subject: sub } = options;
      const iat = 1_700_000_000;
      // With the text of the key it would be several times as slow.
      const keyObject = createSecretKey(key, 'utf8');
      const sign = (number: number): string => {
        const jti = number.toString(16).padStart(32, '0');
        return jsonwebtoken.sign({ appId: clientId, sub, iat, exp: iat + 300, jti }, keyObject, {
          algorithm: 'HS256',
        });
      };
      return { ms: await timeTokens(sign) };
    },
  },
  comparisons: [{ figure: 'ms', unit: 'ms', value: 'ours / peer', floor: { atMost: 1.3 } }],
};
