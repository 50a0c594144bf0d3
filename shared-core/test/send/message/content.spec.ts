import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fillTemplate } from '../../../src/send/message/fill-template.ts';
import { readContent } from '../../../src/send/message/read-content.ts';
import type { SendInput, SendV2Input } from '../../../src/vocabulary/inputs.ts';
import type { Api } from '../../../src/vocabulary/outcomes.ts';
import { previewSend } from '../../preview-send.ts';

const CARD = { type: 'AdaptiveCard', version: '1.4', body: [{ type: 'TextBlock', text: 'Hi' }] };
const RECIPIENTS = ['ann@example.com'];

function send(api: Api, messageType: string, message: unknown) {
  const input = { channel: 'msteams', recipients: RECIPIENTS, messageType, message };
  const { requests, problems, warnings } = previewSend(api, input as SendInput & SendV2Input);
  const body = requests[0]?.body as { readonly message?: unknown } | undefined;
  return { message: body?.message, problems, warnings };
}

function assertOneProblem(api: Api, messageType: string, message: unknown, words: RegExp): void {
  const { problems, message: sent } = send(api, messageType, message);
  assert.equal(sent, undefined);
  assert.deepEqual(
    problems.map(({ path, recipientIndex }) => [path, recipientIndex]),
    [['message', undefined]],
    JSON.stringify(problems),
  );
  assert.match(`${problems[0]?.message ?? ''} ${problems[0]?.remedy ?? ''}`, words);
}

describe('A card of Send V1', () => {
  const AS_SCRIPT = { type: 'script', val: JSON.stringify(CARD) };

  it('goes out as the JSON text of a script, given as an object or as text', () => {
    for (const given of [
      CARD,
      JSON.stringify(CARD),
      JSON.stringify(CARD, null, 2),
      `\ufeff${JSON.stringify(CARD)}`,
    ])
      assert.deepEqual(send('v1', 'card', given), { message: AS_SCRIPT, problems: [], warnings: [] });
  });

  it('given as an object is taken as a script too, since Kore.ai calls it that', () => {
    assert.deepEqual(send('v1', 'script', CARD).message, AS_SCRIPT);
  });

  it('is the same value on the wire whatever its texts hold', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string(), { minKeys: 1 }), (card) => {
        const { message, problems } = send('v1', 'card', card);
        if (problems.length > 0) return;
        const { type, val } = message as { readonly type: string; readonly val: string };
        assert.equal(type, 'script');
        assert.deepEqual(JSON.parse(val), JSON.parse(JSON.stringify(card)));
      }),
    );
  });

  for (const [title, given, words] of [
    ['that is a list', [CARD], /list/],
    ['that is the JSON text of a list', JSON.stringify([CARD]), /list/],
    ['that is plain text', 'Hello', /not JSON/],
    ['with curly quotes', '{“type”:“AdaptiveCard”}', /straight quotes/],
    ['without anything in it', {}, /empty/],
    ['whose text has nothing in it', '{ }', /empty/],
    ['that is a number', 7, /text/],
    ['with a number that is none', { body: [{ value: NaN }] }, /number that is none/],
    ['with a number whose last digits were lost', { order: 2 ** 60 }, /more digits/],
    ['that is not given', undefined, /missing/],
    ['that is empty text', '', /empty/],
    ['that is nothing but marks', '\u200b\ufeff', /blanks/],
  ] as const)
    it(`${title} is one problem`, () => assertOneProblem('v1', 'card', given, words));

  it('given with the type text is a problem that names the type which takes it', () => {
    assertOneProblem('v1', 'text', CARD, /Card \(JSON\)/);
    assertOneProblem('v2', 'text', CARD, /Template/);
  });

  it('whose JSON text has the type text is sent, with a warning that names the type', () => {
    const { message, problems, warnings } = send('v1', 'text', JSON.stringify(CARD));
    assert.deepEqual(message, { type: 'text', val: JSON.stringify(CARD) });
    assert.deepEqual(problems, []);
    assert.match(warnings[0]?.remedy ?? '', /Card \(JSON\)/);
  });

  it('is no type of Send V2, whose remedy says what a card is there', () => {
    const [problem] = send('v2', 'card', CARD).problems;
    assert.equal(problem?.path, 'messageType');
    assert.match(problem.remedy, /text, template, script\. A card is a template here/);
  });
});

describe('A script', () => {
  it('is never touched: no JSON is read in it, and nothing is filled', () => {
    const code = 'var a = {"b": "{name}"}; print(JSON.stringify(a));';
    for (const api of ['v1', 'v2'] as const) {
      const { content } = readContent(api, { messageType: 'script', message: code });
      assert.equal(content.toValue(content.template), code);
      assert.equal(content.template, undefined);
      assert.deepEqual(send(api, 'script', code).warnings, []);
    }
  });

  it('that is code is sent, also if it begins as JSON does', () => {
    for (const code of [
      '{ "use strict"; print("a"); }',
      '["a", "b"].forEach((one) => print(one));',
      '{ /* a block */ print("a"); }',
      '"use strict"; print(JSON.stringify({"a": 1}));',
      'print("{“a”: 1}");',
    ])
      for (const api of ['v1', 'v2'] as const)
        assert.deepEqual(
          [
            send(api, 'script', code).problems,
            readContent(api, { messageType: 'script', message: code }).content.value,
          ],
          [[], code],
        );
  });

  it('of V1 that is the JSON text of a card stays as it was written, and is read where it cannot be run', () => {
    const json = JSON.stringify(CARD, null, 2);
    const type = 'script';
    assert.deepEqual(send('v1', 'script', json).message, { type, val: json });
    for (const given of [`\ufeff${json}`, JSON.stringify(json)])
      assert.deepEqual(send('v1', 'script', given).message, { type, val: JSON.stringify(CARD) });
    assertOneProblem('v1', 'script', '{“type”: “AdaptiveCard”}', /straight quotes/);
  });

  it('in a code fence is a problem', () => {
    for (const api of ['v1', 'v2'] as const)
      assertOneProblem(api, 'script', '```js\nprint("a")\n```', /fence/);
  });
});

describe('A template of Send V2', () => {
  it('is an object, also in a fence, behind a mark or encoded twice', () => {
    const json = JSON.stringify(CARD);
    for (const given of [CARD, json, `\ufeff${json}`, `\`\`\`json\n${json}\n\`\`\``, JSON.stringify(json)])
      assert.deepEqual(send('v2', 'template', given), {
        message: { type: 'template', value: CARD },
        problems: [],
        warnings: [],
      });
  });

  it('that looks like JSON and is none is one problem', () => {
    for (const given of ['{“type”:“AdaptiveCard”}', '[{"type":"text"}]', '{"type": "image",}'])
      assertOneProblem('v2', 'template', given, /JSON/);
    assertOneProblem('v2', 'template', [{ type: 'text' }], /object/);
    assertOneProblem('v2', 'template', '{}', /empty/);
  });

  it('that is a text with placeholders stays a text', () => {
    const input = {
      channel: 'msteams',
      messageType: 'template',
      message: 'Hello {name}!',
      recipients: [{ email: 'ann@example.com', name: 'Ann' }],
    } as const;
    const [request] = previewSend('v2', input).requests;
    assert.deepEqual(request?.body, {
      channel: 'msteams',
      userIdentityType: 'resolve',
      message: { type: 'template', value: 'Hello {name}!' },
      identities: [{ email: 'ann@example.com', parameters: { name: 'Ann' } }],
    });
  });
});

describe('A message without a visible character', () => {
  for (const message of [
    ' ',
    '\u00a0\n\t',
    '\u200b',
    '\ufeff',
    '\u2060\u00ad',
    '\ufe0f',
    '\u3164',
    '\u2800',
    '\u034f',
  ])
    it(`such as ${JSON.stringify(message)} is empty, whatever its type`, () => {
      for (const api of ['v1', 'v2'] as const)
        for (const type of ['text', 'script', api === 'v1' ? 'card' : 'template'])
          assertOneProblem(api, type, message, /blanks/);
    });
});

describe('A template that is filled', () => {
  it('keeps its structure, whatever the values hold', () => {
    const template = { text: '{a} and {b}', more: [{ text: '{a}' }, 1, true, null], '{a}': 'x' };
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        assert.deepEqual(fillTemplate(template, { a, b }), {
          text: `${a} and ${b}`,
          more: [{ text: a }, 1, true, null],
          '{a}': 'x',
        });
      }),
    );
    assert.deepEqual(template.more[1], 1);
  });

  it('of a card is JSON text again', () => {
    const { content } = readContent('v1', { messageType: 'card', message: { text: 'Hi {name}' } });
    const name = '"}, {"text": "';
    assert.deepEqual(JSON.parse(String(content.toValue(fillTemplate(content.template, { name })))), {
      text: `Hi ${name}`,
    });
  });

  it('of an object named like a prototype makes none', () => {
    const parsed: unknown = JSON.parse('{"__proto__": {"text": "{a}"}}');
    assert.equal(JSON.stringify(fillTemplate(parsed, { a: 'x' })), '{"__proto__":{"text":"x"}}');
  });
});

describe('A card of Send V1 with placeholders', () => {
  const card = { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Hi {First Name}' }] };
  const input = {
    channel: 'msteams',
    messageType: 'card',
    message: JSON.stringify(card),
    recipients: [
      { email: 'ann@example.com', 'First Name': 'Ann "the" {Great}' },
      { email: 'bob@example.com', 'First Name': '"}]}' },
    ],
  } as const;

  it('is refused as it stands, since a row could fill it', () => {
    assert.deepEqual(
      previewSend('v1', input).problems.map(({ path, rule }) => [path, rule]),
      [['message', 'placeholder']],
    );
  });

  it('is filled for each recipient by that option, and stays JSON whatever the values hold', () => {
    const { requests, problems } = previewSend('v1', input, { fillEach: true });
    assert.deepEqual(problems, []);
    const messages = requests.map(({ body }) => (body as { message: { type: string; val: string } }).message);
    assert.deepEqual(
      messages.map(({ type, val }) => [type, JSON.parse(val) as unknown]),
      input.recipients.map((row) => [
        'script',
        { ...card, body: [{ type: 'TextBlock', text: `Hi ${row['First Name']}` }] },
      ]),
    );
  });
});
