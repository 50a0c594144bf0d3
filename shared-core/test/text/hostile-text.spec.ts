import assert from 'node:assert/strict';
import * as core from '../../src/index.ts';
import { restorePemLines } from '../../src/auth/pem-lines.ts';
import { JsonwebtokenSigner } from '../../src/node/index.ts';
import type { HttpAnswer } from '../../src/vocabulary/ports.ts';
import { matchLog } from '../../src/status/match-log.ts';
import { damageIn } from '../../src/text/damage.ts';
import { invisibleIn, trimInvisible, withoutInvisible } from '../../src/text/invisible.ts';
import { readIdentity } from '../../src/recipients/identity/read-identity.ts';
import { canonicalIdentity } from '../../src/wire/identity-key.ts';
import { compileMessage, fillPlaceholders } from '../../src/recipients/placeholders.ts';
import { classify } from '../../src/calls/classify-failure.ts';
import { buildSendRequest } from '../../src/wire/send.ts';
import { buildStatusRequest } from '../../src/wire/status.ts';
import { buildListRequest, buildSubscribeRequest } from '../../src/wire/devices.ts';
import { encodeId } from '../../src/wire/request-spec.ts';
import { parseHttpDate } from '../../src/wire/platform-date.ts';
import { parseOrigin } from '../../src/validation/host.ts';
import { hideSecrets } from '../../src/text/secrets.ts';
import { findSlowGrowth, HOSTILE_SHAPES, REPEATED_BEGINNINGS } from './hostile-text.ts';
import { readRequests, requestsIn } from '../../src/status/read-requests.ts';
import { previewSend } from '../preview-send.ts';
import { BOT_ID, CLIENT_ID, HOST } from '../run-client.ts';

const options = { host: HOST, botId: BOT_ID, clientId: CLIENT_ID };
const v1 = { channel: 'msteams', message: 'Hi', recipients: 'ann@example.com' } as const;
const v2 = { channel: 'ivr', message: 'Hi {name}', recipients: 'ann@example.com' } as const;

function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): unknown {
  const result: HttpAnswer = { kind: 'answer', status, headers, body };
  return [buildSendRequest('v2', BOT_ID, '{}'), buildStatusRequest('v2', BOT_ID, 'ds-1')].map((spec) =>
    classify<unknown>(result, { ...spec, nowMs: 0, clockOffsetMs: 0 }),
  );
}

/** Everything of the core that reads a text from outside. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  restorePemLines: (text) => restorePemLines(text),
  'a private key': (key) => new JsonwebtokenSigner({ algorithm: 'RS256', key }),
  parseOrigin: (text) => parseOrigin(text, true),
  'the host of the options': (host) => core.resolveOptions({ ...options, host }),
  'the ids of the options': (text) =>
    core.resolveOptions({ ...options, botId: text, clientId: text, subject: text }),
  readList: (text) => core.readList(text, core.RECIPIENTS),
  recipientsAt: (text) => core.recipientsAt(text, [0]),
  requestsIn: (requests) => requestsIn({ requests }),
  readRequests: (requests) => readRequests({ requests }, {}),
  'recipients of V1': (recipients) => previewSend('v1', { ...v1, recipients }),
  'recipients of V2': (recipients) => previewSend('v2', { ...v2, recipients }),
  'a recipient of each channel': (recipient) =>
    core.V2_CHANNELS.map((channel) => previewSend('v2', { ...v2, channel, recipients: [recipient] })),
  'fields of a row': (text) =>
    previewSend('v2', {
      ...v2,
      recipients: [{ email: text, name: text, customMessage: text, [text]: 1 }],
    }),
  'parameters of a row': (text) =>
    previewSend('v2', { ...v2, recipients: [{ email: 'a@x.org', parameters: { [text]: text } }] }),
  'a message of V1': (message) => previewSend('v1', { ...v1, message }),
  'a message of V2': (message) => previewSend('v2', { ...v2, message }),
  'a template': (message) => previewSend('v2', { ...v2, messageType: 'template', message }),
  'other settings of a message': (text) =>
    previewSend('v2', {
      ...v2,
      channel: text as 'ivr',
      messageType: text as 'text',
      messageKey: text as 'message',
      identityField: text,
      webhookInstanceName: text,
      userIdentityType: text,
    }),
  compileMessage: (text) => compileMessage(text),
  fillPlaceholders: (text) => fillPlaceholders(text, { a: 'b' }),
  readIdentity: (text) =>
    ['email', 'phoneNumber', 'spaceId', 'user'].map((key) => readIdentity(text, { api: 'v2', key })),
  'marks that cannot be seen': (text) => [trimInvisible(text), withoutInvisible(text), invisibleIn(text)],
  damageIn,
  canonicalIdentity: (text) => [canonicalIdentity(text), canonicalIdentity(text, 'phoneNumber')],
  encodeId,
  'the id of a user': (userId) => buildListRequest(BOT_ID, { userId }),
  parseHttpDate,
  'the body of a success': (body) => answer(200, body),
  'the body of a refusal': (body) => [400, 401, 404, 503].map((status) => answer(status, body)),
  'the words of a refusal': (msg) =>
    [400, 401, 403].map((status) => answer(status, JSON.stringify({ errors: [{ msg, code: msg }] }))),
  'headers of an answer': (text) =>
    [401, 429, 503].map((status) => answer(status, '{}', { date: text, 'retry-after': text })),
  'the log of a job': (text) => {
    const log = [{ originalId: text, status: text, comments: text }];
    return buildStatusRequest('v2', BOT_ID, 'ds-1').read({ status: text, statusLogs: log }, {});
  },
  'an identity of the log': (identity) =>
    matchLog([{ identity, isDelivered: true }], {
      indices: Uint32Array.of(0),
      identityOf: () => identity,
      canonical: (one) => canonicalIdentity(one, 'phoneNumber'),
    }),
  'the answer of a device call': (text) =>
    buildSubscribeRequest(BOT_ID, { userId: 'u', deviceId: 'd', osType: 'o' }).read(
      { success: true, message: text, deviceDetails: { deviceId: text, osType: text } },
      {},
    ),
  describeProblems: (text) =>
    core.describeProblems({ list: [{ path: text, rule: 'type', message: text, remedy: text }], count: 1 }),
};

describe('A text of 100,000 hostile characters', function () {
  this.timeout(120_000);
  for (const [name, read] of Object.entries(READERS))
    it(`is read in a time in proportion to its length: ${name}`, () => {
      const slow = Object.entries(HOSTILE_SHAPES).flatMap(([shape, make]) => {
        const found = findSlowGrowth(read, make);
        return found === undefined ? [] : [`${shape}: ${found}`];
      });
      assert.deepEqual(slow, []);
    });

  it('is told from one that is read in the square of its length', () => {
    // eslint-disable-next-line regexp/no-super-linear-backtracking -- on purpose
    const backtracks = (text: string): boolean => /^.*?\s*,\s*$/s.test(text);
    assert.match(findSlowGrowth(backtracks, (length) => ' '.repeat(length)) ?? '', /characters took/);
  });
});

describe('The patterns for secrets', () => {
  for (const [name, shape] of Object.entries(REPEATED_BEGINNINGS))
    it(`take time in proportion to the length of ${name}, repeated`, () => {
      assert.equal(findSlowGrowth(hideSecrets, shape), undefined);
    });
});
