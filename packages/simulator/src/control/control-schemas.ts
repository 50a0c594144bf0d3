import type { SchemaObject } from 'ajv/dist/2020.js';

const MAX_NAME_LENGTH = 1_000;

/** Long enough for a key in PEM. */
const MAX_KEY_LENGTH = 16_384;

const text = { type: 'string', minLength: 1, maxLength: MAX_NAME_LENGTH };
const key = { type: 'string', minLength: 1, maxLength: MAX_KEY_LENGTH };
const cursor = { type: 'string', pattern: '^[0-9]{1,15}$' };
const limit = { type: 'string', pattern: '^[1-9][0-9]{0,8}$' };

function querySchema(properties: Record<string, object>): SchemaObject {
  return { type: 'object', properties, additionalProperties: false };
}

/** `?after=12&limit=100`, `?before=12`, or `?number=12&from=900000`, as they come in a query: text. */
export const PAGE_QUERY_SCHEMA = querySchema({
  after: cursor,
  before: cursor,
  limit,
  number: cursor,
  from: cursor,
});

/** `?before=12&limit=100` */
export const BACKWARD_QUERY_SCHEMA = querySchema({ before: cursor, limit });

/** `?after=12&limit=100` */
export const FORWARD_QUERY_SCHEMA = querySchema({ after: cursor, limit });

/** `?userId=u-1&after=12&limit=100` */
export const USER_QUERY_SCHEMA = querySchema({ userId: text, after: cursor, limit });

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
    clientSecret: key,
    publicKey: key,
    botId: text,
    algorithm: { enum: ['HS256', 'HS512', 'RS256', 'RS512'] },
    enforceJti: { type: 'boolean' },
    enforceJwe: { type: 'boolean' },
    scopes: { type: 'array', items: { enum: ['notifications', 'devices'] } },
  },
  required: ['clientId', 'botId'],
  additionalProperties: false,
};
