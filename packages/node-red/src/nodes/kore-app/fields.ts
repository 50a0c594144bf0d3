import type { Fields } from '../../fields.ts';

/** The credentials of a kore-app: Node-RED keeps them out of exported flows. */
export const SECRETS = ['clientSecret', 'privateKey', 'jwePublicKey'] as const;

const MAX_RATE = 10_000_000;

/** Everything that a kore-app saves, except for its credentials. */
export const FIELDS = {
  name: { kind: 'text', value: '' },
  host: { kind: 'text', value: 'platform.kore.ai', isRequired: true },
  botId: { kind: 'text', value: '', isRequired: true },
  clientId: { kind: 'text', value: '', isRequired: true },
  algorithm: { kind: 'text', value: 'HS256', isRequired: true },
  useJwe: { kind: 'switch', value: false },
  contentEncryption: { kind: 'text', value: 'A128CBC-HS256' },
  useJti: { kind: 'switch', value: false },
  // With JTI the core allows less, and says so.
  tokenLifetimeSeconds: {
    kind: 'number',
    default: 'tokenLifetimeSeconds',
    min: 'minTokenLifetimeSeconds',
    max: 'maxTokenLifetimeSeconds',
    isWhole: true,
  },
  subject: { kind: 'text', value: '' },
  maxPerMinute: { kind: 'number', default: 'maxPerMinute', min: 1, max: MAX_RATE, isWhole: true },
  maxPerHour: { kind: 'number', default: 'maxPerHour', min: 1, max: MAX_RATE, isWhole: true },
  maxInFlight: { kind: 'number', default: 'maxInFlight', min: 1, max: 100, isWhole: true },
  maxAttempts: { kind: 'number', default: 'maxAttempts', min: 1, max: 100, isWhole: true },
  requestTimeoutSeconds: { kind: 'duration', default: 'requestTimeoutMs', min: 0.001, max: 600 },
  country: { kind: 'text', value: '' },
  only: { kind: 'text', value: '' },
  never: { kind: 'text', value: '' },
  perRun: { kind: 'number', default: 'perRun', min: 0, isWhole: true },
  perDay: { kind: 'number', default: 'perDay', min: 0, isWhole: true },
  quietFrom: { kind: 'text', value: '' },
  quietTo: { kind: 'text', value: '' },
  timeZone: { kind: 'text', value: '' },
  timeZoneField: { kind: 'text', value: '' },
  hold: { kind: 'switch', value: false },
  allowHttp: { kind: 'switch', value: false },
  tls: { kind: 'node', type: 'tls-config', isRequired: false },
  proxy: { kind: 'node', type: 'http proxy', isRequired: false },
  timeScale: { kind: 'number', default: 'timeScale', min: 1, max: 100_000 },
} as const satisfies Fields;
