import type { DirectoryRule } from '@kore-notify/simulator';

/** Six people are not on MS Teams; the phone numbers of two of them end in 0000, which reach nobody on WhatsApp. */
export const DIRECTORY: DirectoryRule[] = [
  'dan.dvorak',
  'leo.lopez',
  'mia.meyer',
  'sam.sato',
  'hana.horn',
  'goran.grau',
].map((name) => ({ identity: `${name}@example.com`, channel: 'msteams', outcome: 'undelivered' }));

/** Ids in the palette's examples/demo.json. */
export const NODES = {
  inject: 'demo-inject',
  first: 'demo-send-first',
  second: 'demo-send-second',
  problem: 'demo-catch',
} as const;
