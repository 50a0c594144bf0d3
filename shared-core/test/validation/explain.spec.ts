import assert from 'node:assert/strict';
import { validateSendRequest, validateSendV2Request } from '../../src/generated/validators.ts';
import { check } from '../../src/validation/explain.ts';
import { describeProblems, ProblemCollector } from '../../src/vocabulary/problems.ts';
import type { Validator } from '../../src/validation/validator.ts';

const GOOD = {
  channel: 'msteams',
  userIdentityType: 'resolve',
  message: { type: 'text', val: 'Hi' },
  identities: ['ann'],
};

function explain(validator: Validator, value: unknown): string[] {
  const found = new ProblemCollector();
  const isRight = check(validator, value, { found, nameField: (pointer) => pointer });
  assert.equal(isRight, found.count === 0);
  return found.list.map(({ path, rule, message, remedy }) => `${path} ${rule}: ${message} ${remedy}`);
}

describe('Problems', () => {
  it('are none of what is right', () => {
    assert.deepEqual(explain(validateSendRequest, GOOD), []);
  });

  it('say what is wrong and what to do, rule by rule', () => {
    const cases: [object, string][] = [
      [{ channel: 7 }, '/channel type: It must be text. Enter text.'],
      [{ channel: undefined }, '/channel required: It is missing. Fill it in.'],
      [
        { userIdentityType: 'direct' },
        '/userIdentityType choice: Only one value is possible here. Enter resolve.',
      ],
      [{ message: 'Hi' }, '/message type: It must be an object. Enter an object.'],
      [{ message: { type: 'text', val: 7 } }, '/message/val type: It must be text. Enter text.'],
      [{ message: { type: 'text', val: '' } }, '/message/val empty: It is empty. Fill it in.'],
      [
        { message: { type: 'text', val: 'Hi', lang: 'en' } },
        '/message/lang unknown_property: Unknown property. Remove it.',
      ],
      [{ identities: [] }, '/identities empty: It is empty. Fill it in.'],
      [
        { identities: Array(1_001).fill('ann') },
        '/identities count: There are more than 1000. Enter at most 1000.',
      ],
      [
        { identities: [' '] },
        '/identities/0 format: It is not in the form that the platform expects. Check it.',
      ],
    ];
    for (const [part, expected] of cases) {
      const { ...value }: Record<string, unknown> = { ...GOOD, ...part };
      if ('channel' in part && part.channel === undefined) delete value['channel'];
      assert.deepEqual(explain(validateSendRequest, value), [expected]);
    }
  });

  it('name both keys of a message as one conflict of the whole', () => {
    const message = { type: 'text', value: 'Hi' };
    const both = { channel: 'ivr', message, content: message, identities: [{ email: 'a@x.org' }] };
    const found = new ProblemCollector();
    assert.equal(check(validateSendV2Request, both, { found, nameField: (pointer) => pointer }), false);
  });

  it('pass on the words of a rule that has none of ours', () => {
    const validator: Validator = Object.assign(() => false, {
      errors: [
        {
          instancePath: '/a',
          schemaPath: '',
          keyword: 'multipleOf',
          params: {},
          message: 'must be multiple of 2',
        },
        { instancePath: '/b', schemaPath: '', keyword: 'odd', params: {} },
      ],
    });
    assert.deepEqual(explain(validator, {}), [
      '/a format: It must be multiple of 2. Check it.',
      '/b format: It is not valid. Check it.',
    ]);
  });

  it('are written a line each, with the number of those that are not listed', () => {
    const about = { rule: 'empty', message: 'It is empty.', remedy: 'Fill it in.' } as const;
    assert.equal(
      describeProblems({ list: [{ path: 'channel', ...about }], count: 3 }),
      'channel: It is empty. Fill it in.\n… and 2 more.',
    );
  });

  it('are told once, with their number and the first three, if more than three recipients have them', () => {
    const about = { rule: 'format', message: 'It is bad.', remedy: 'Correct it.' } as const;
    const found = new ProblemCollector();
    for (let recipientIndex = 0; recipientIndex < 200; recipientIndex++)
      found.add({ path: `recipients[${recipientIndex}].email`, recipientIndex, ...about });
    found.add({ path: 'recipients[2].name', recipientIndex: 2, ...about });
    found.add({ path: 'recipients[3]', recipientIndex: 3, ...about });
    found.add({ path: 'recipients[4]', recipientIndex: 4, ...about });
    const text = [
      'email: It is bad: 200 recipients, first recipients[0], recipients[1], recipients[2]. Correct it.',
      'recipients[2].name: It is bad. Correct it.',
      'recipients[3]: It is bad. Correct it.',
      'recipients[4]: It is bad. Correct it.',
    ].join('\n');
    assert.equal(describeProblems(found), text);
    assert.equal(describeProblems(new ProblemCollector().addAll(found)), text);
    assert.equal(found.list.length, 50);
  });

  it('are counted where only a list is known', () => {
    const about = { rule: 'format', message: 'It is bad.', remedy: 'Correct it.' } as const;
    const list = [0, 1, 5, 7].map((index) => ({ path: `devices[${index}].osType`, ...about }));
    assert.equal(
      describeProblems({ list, count: 10 }),
      'osType: It is bad: 4 times, first devices[0], devices[1], devices[5]. Correct it.\n… and 6 more.',
    );
  });

  it('are bounded, however many they are and whatever names they hold, and the rest is counted', () => {
    const found = new ProblemCollector();
    for (let index = 0; index < 60; index++)
      found.add({
        path: `recipients[${index}].${'p'.repeat(100_000)}`,
        rule: 'placeholder',
        message: `${index} ${'m'.repeat(100_000)}`,
        remedy: 'r'.repeat(100_000),
      });
    const text = describeProblems(found);
    assert.ok(text.length <= 1_900, String(text.length));
    const listed = text.split('\n').length - 1;
    assert.ok(text.endsWith(`… and ${60 - listed} more.`), text.slice(-100));
    assert.ok(JSON.stringify(found.list).length < 60 * 1_300);
  });
});
