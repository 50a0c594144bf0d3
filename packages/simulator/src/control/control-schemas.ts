import type { SchemaObject } from 'ajv/dist/2020.js';

const text = { type: 'string', minLength: 1 };
const count = { type: 'string', pattern: '^[0-9]{1,9}$' };

/** `?after=12&limit=100`, as they come in a query: text. */
export const PAGE_QUERY_SCHEMA: SchemaObject = {
  type: 'object',
  properties: { after: count, limit: count },
  additionalProperties: false,
};

/** `?limit=100` */
export const LIMIT_QUERY_SCHEMA: SchemaObject = {
  type: 'object',
  properties: { limit: count },
  additionalProperties: false,
};

/** `?userId=u-1` */
export const USER_QUERY_SCHEMA: SchemaObject = {
  type: 'object',
  properties: { userId: text },
  additionalProperties: false,
};

/** A device to subscribe; its bot is the default one unless it says otherwise. */
export const DEVICE_SCHEMA: SchemaObject = {
  type: 'object',
  properties: { botId: text, userId: text, deviceId: text, osType: text },
  required: ['userId', 'deviceId', 'osType'],
  additionalProperties: false,
};

/** The directory, as a list of rules. */
export const DIRECTORY_SCHEMA: SchemaObject = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      identity: text,
      channel: text,
      outcome: { enum: ['delivered', 'undelivered'] },
      comment: text,
    },
    required: ['identity', 'outcome'],
    additionalProperties: false,
  },
};

/** An app to add. */
export const APP_SCHEMA: SchemaObject = {
  type: 'object',
  properties: {
    clientId: text,
    clientSecret: text,
    publicKey: text,
    botId: text,
    algorithm: { enum: ['HS256', 'HS512', 'RS256', 'RS512'] },
    enforceJti: { type: 'boolean' },
    scopes: { type: 'array', items: { enum: ['notifications', 'devices'] } },
  },
  required: ['clientId', 'botId'],
  additionalProperties: false,
};
