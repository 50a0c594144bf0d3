/** The seven calls of the platform, in the order of the documentation. */
export const CALLS = [
  'send',
  'sendV2',
  'status',
  'statusV2',
  'subscribeDevice',
  'listDevices',
  'unsubscribeDevices',
] as const;

/** One of the seven calls. */
export type Call = (typeof CALLS)[number];

/** What an app may be allowed to do: calls 1-4, or calls 5-7 (docs/kore-ai-api.md#authentication). */
export type Scope = 'notifications' | 'devices';
