import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readJsonText } from '../../../src/send/message/json-text.ts';

const CARD = { type: 'AdaptiveCard', body: [{ type: 'TextBlock', text: 'Hi “Ann”, {name}' }] };

/** Objects of JSON with something in them, whose texts may hold quotes, braces, fences and line breaks. */
const anyObject = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))
  .filter((value) => Object.keys(value).length > 0)
  // Minus zero is no JSON, and a name of the prototype no name that a test can compare.
  .map((value) => JSON.parse(JSON.stringify(value)) as Record<string, unknown>)
  .filter(
    (value) => !JSON.stringify(value).includes('__proto__') && !/\d{16}|e\+/.test(JSON.stringify(value)),
  );

const inLines = (value: unknown): string => JSON.stringify(value, null, 2);
const WRAPPINGS: Readonly<Record<string, (json: string) => string>> = {
  'as it is': (json) => json,
  'behind a byte order mark': (json) => `\ufeff${json}`,
  'between blanks and marks': (json) => `\u200b \n${json}\u00a0\u2060\n`,
  'in a fence': (json) => `\`\`\`json\n${json}\n\`\`\``,
  'in a fence that names no language': (json) => `\`\`\`\n${json}\n\`\`\`\n`,
  'in a fence of tildes': (json) => `~~~\n${json}\n~~~`,
  'in backticks': (json) => `\`${json}\``,
  'encoded twice': (json) => JSON.stringify(json),
  'encoded three times': (json) => JSON.stringify(JSON.stringify(json)),
  'encoded twice in a fence': (json) => `\`\`\`json\n${JSON.stringify(json)}\n\`\`\``,
};

describe('A text that holds JSON', () => {
  for (const [title, wrap] of Object.entries(WRAPPINGS))
    it(`is read ${title}, and never as another value`, () => {
      assert.deepEqual(readJsonText(wrap(JSON.stringify(CARD))), { value: CARD });
      assert.deepEqual(readJsonText(wrap(inLines(CARD))), { value: CARD });
      fc.assert(
        fc.property(anyObject, (value) => {
          assert.deepEqual(readJsonText(wrap(JSON.stringify(value))), { value });
        }),
      );
    });

  it('whose quotes were escaped, and that lost its outer ones, is read', () => {
    assert.deepEqual(readJsonText(String.raw`{\"type\":\"AdaptiveCard\"}`), {
      value: { type: 'AdaptiveCard' },
    });
  });

  for (const [title, text] of Object.entries({
    'curly quotes': '{“type”:“AdaptiveCard”}',
    'low and high quotes': '{„type“: „AdaptiveCard“}',
    guillemets: '{ «type»: «AdaptiveCard» }',
    'curly quotes in a fence': '```json\n{“type”:“AdaptiveCard”}\n```',
    'single quotes': "{'type': 'AdaptiveCard'}",
    'names without quotes': '{type: "AdaptiveCard"}',
    'a comma too many': '{"type": "AdaptiveCard",}',
    'no end': '{"type": "AdaptiveCard", "body": [',
    'a semicolon behind it': '{"type": "AdaptiveCard"};',
    'a comment': '{ // a card\n "type": "AdaptiveCard" }',
    'another object behind it': '{"type":"a"}\n{"type":"b"}',
    'doubled braces': '{{"type":"AdaptiveCard"}}',
    'the quotes of a program around it': `'{"type":"AdaptiveCard"}'`,
    'no end of its second encoding': String.raw`"{\"type\":\"AdaptiveCard\"}`,
    'a list around it': '[{"type":"text"}]',
    'a list of texts': '["Hi", "there"]',
    'a list that was cut off': '[{"type":"text"},',
    'an empty list': '[]',
    'a list in a fence': '```json\n[{"type":"text"}]\n```',
    'an open fence': '```json\n{"type":"AdaptiveCard"}',
    'a fence around plain text': '```\nHello {name}\n```',
    'words before it': 'Here is the card: {"type":"AdaptiveCard"}',
    'words behind its fence': '```json\n{"type":"AdaptiveCard"}\n```\nThis card greets the user.',
    'a whole number that JSON cannot keep': '{"tracking": 340434161094042557}',
    'a number beyond all': '{"amount": 1e999}',
  }))
    it(`with ${title} is a fault in words that say JSON, and quotes nothing of it`, () => {
      const reading = readJsonText(text);
      assert.ok(reading !== undefined && 'fault' in reading);
      const words = `${reading.fault.message} ${reading.fault.remedy}`;
      assert.match(words, /JSON/);
      assert.doesNotMatch(words, /AdaptiveCard|Hello|tracking|\d{4}/);
    });

  it('keeps digits that stand in a text, and numbers that JSON can keep', () => {
    const value = { tracking: '340434161094042557', amount: 9007199254740991, share: 0.1 };
    assert.deepEqual(readJsonText(JSON.stringify(value)), { value });
  });

  for (const text of [
    'Hello {name}, your order ID is {orderId}.',
    '{name}',
    '{ name }',
    '{First Name}, your order left',
    '{order.id}',
    '{name}: your order {orderId} left',
    '{{name}}',
    '{{ $json.name }}',
    '${name} {name}',
    '[Offer] for you',
    '[{name}] your order left',
    '[1] of {count}',
    '“Hello {name}” she said',
    '"Hello {name}"',
    '"Hello", said {name}',
    "'Tis {name}",
    'Use {} for nothing',
    '42',
    'null',
    'R&D {x}',
    '',
  ])
    it(`is no text such as ${JSON.stringify(text)}`, () => assert.equal(readJsonText(text), undefined));

  it('costs time in proportion to its length only', () => {
    for (const part of ['{', '[', '{ ', '"', '{"', '`', '\\"', '{"a":', ' \ufeff', '“', '{a', '~', '1e'])
      for (const text of [part.repeat(100_000), `x ${part.repeat(100_000)}`, `${part.repeat(100_000)}}`]) {
        const start = performance.now();
        readJsonText(text);
        assert.ok(performance.now() - start < 1_000, JSON.stringify(part));
      }
  });
});
