import type { SchemaObject } from 'ajv/dist/2020.js';
import { SCENARIO_NAMES } from '../scenario-names.ts';

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

/** The same, of some messages only. */
export const MESSAGES_QUERY_SCHEMA = querySchema({
  after: cursor,
  before: cursor,
  limit,
  number: cursor,
  from: cursor,
  channel: text,
  recipient: text,
  job: text,
  outcome: { enum: ['pending', 'delivered', 'undelivered'] },
  search: { type: 'string', maxLength: MAX_NAME_LENGTH },
});

/** `?search=ann&before=12&limit=100` */
export const RECIPIENTS_QUERY_SCHEMA = querySchema({
  before: cursor,
  limit,
  search: { type: 'string', maxLength: MAX_NAME_LENGTH },
});

/** What became of messages, after the platform took them. */
export const OUTCOME_SCHEMA: SchemaObject = {
  type: 'object',
  properties: {
    requestId: text,
    identity: text,
    outcome: { enum: ['pending', 'delivered', 'undelivered'] },
    comment: text,
  },
  required: ['requestId', 'outcome'],
  additionalProperties: false,
};

/** The scenario to start. */
export const SCENARIO_SCHEMA: SchemaObject = {
  type: 'object',
  properties: { name: { enum: [...SCENARIO_NAMES] } },
  required: ['name'],
  additionalProperties: false,
};

/** Where push messages are posted; empty for nowhere. */
export const PUSH_WEBHOOK_SCHEMA: SchemaObject = {
  type: 'object',
  properties: { url: { type: 'string', maxLength: MAX_NAME_LENGTH } },
  required: ['url'],
  additionalProperties: false,
};

/** A push message for all devices of a user. */
export const PUSH_SCHEMA: SchemaObject = {
  type: 'object',
  properties: {
    botId: text,
    userId: text,
    message: { type: 'string', minLength: 1, maxLength: MAX_KEY_LENGTH },
  },
  required: ['userId', 'message'],
  additionalProperties: false,
};

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
      outcome: { enum: ['delivered', 'undelivered', 'pending'] },
      comment: text,
      afterMs: { type: 'number', minimum: 0 },
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
