import { createHash } from 'node:crypto';

/** The same Kore.ai user id (`u-…`) for the same identity, always. */
export function userId(identity: string): string {
  const hex = createHash('sha256').update(identity).digest('hex');
  return `u-${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
