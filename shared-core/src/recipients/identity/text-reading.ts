import type { Finding } from '../../validation/explain.ts';

/** What a reader of one kind of identity finds. */
export type TextReading =
  { readonly identity: string; readonly warning?: Finding } | { readonly fault: Finding };
