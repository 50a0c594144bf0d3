import type { ResolvedOptions } from '../options.ts';
import type { TokenClaims } from '../ports.ts';

/** Claims of a token that is good from now on (spec section 2). `jti` only where the app enforces it. */
export function buildClaims(
  options: Pick<ResolvedOptions, 'clientId' | 'subject' | 'tokenLifetimeSeconds'>,
  platformNowMs: number,
  jti: string | undefined,
): TokenClaims {
  const iat = Math.floor(platformNowMs / 1000);
  return {
    appId: options.clientId,
    sub: options.subject,
    iat,
    exp: iat + options.tokenLifetimeSeconds,
    ...(jti === undefined ? {} : { jti }),
  };
}

/** 128 bits of chance in hexadecimal. */
export function newJti(random: () => number): string {
  const word = () =>
    Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return word() + word() + word() + word();
}
