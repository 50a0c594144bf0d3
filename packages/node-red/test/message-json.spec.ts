import assert from 'node:assert/strict';
import { createClient } from '@kore-notify/core';
import { SystemClock } from '@kore-notify/core/node';
import { isBrokenJson } from '../src/editor/message-json.ts';

const client = createClient(
  {
    clock: new SystemClock(),
    http: { send: () => Promise.resolve({ kind: 'not-sent', reason: 'This is a test.' }) },
    signer: { sign: () => '' },
  },
  { host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1' },
);

/** What people type or paste, and whether the canvas shows it as wrong: of a card, and of a template. */
const MESSAGES: readonly (readonly [message: string, card: boolean, template: boolean])[] = [
  ['{"type":"AdaptiveCard"}', false, false],
  [' \ufeff{"type":"AdaptiveCard"}\u200b ', false, false],
  ['{"type":"AdaptiveCard", oops', true, true],
  ['{“type”:“AdaptiveCard”}', true, true],
  ["{'type':'AdaptiveCard'}", true, true],
  ['[{"type":"AdaptiveCard",}]', true, true],
  ['Hello {name}', true, false],
  ['{name}, your order has shipped', true, false],
  // The core unwraps these.
  ['```json\n{"type":"AdaptiveCard"}\n```', false, false],
  [JSON.stringify('{"type":"AdaptiveCard"}'), false, false],
  [JSON.stringify('{"type":"AdaptiveCard"}').slice(1, -1), false, false],
];

describe('A message that must be JSON', () => {
  const saved = { messageSource: 'str', messageTypeSource: 'choice' };
  const isAboutMessage = ({ path }: { readonly path: string }): boolean => path === 'message';
  for (const [message, card, template] of MESSAGES)
    it(`is shown as wrong only where nothing is sent: ${JSON.stringify(message)}`, async () => {
      assert.equal(isBrokenJson({ ...saved, messageType: 'card', message }), card);
      assert.equal(isBrokenJson({ ...saved, messageType: 'template', message }), template);
      const recipients = ['ada@example.com'];
      const v1 = await client.plan('v1', { channel: 'msteams', messageType: 'card', message, recipients });
      assert.equal(v1.problems.some(isAboutMessage), card);
      const v2 = await client.plan('v2', {
        channel: 'msteams',
        messageType: 'template',
        message,
        recipients,
      });
      assert.equal(v2.problems.some(isAboutMessage), template);
    });

  it('may be anything where it is no JSON, or comes with the flow', () => {
    for (const other of [
      { messageType: 'text' },
      { messageType: 'script' },
      { messageSource: 'msg' },
      { messageTypeSource: 'msg' },
    ])
      assert.equal(isBrokenJson({ ...saved, messageType: 'card', message: 'payload', ...other }), false);
  });
});
