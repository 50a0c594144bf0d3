import assert from 'node:assert/strict';
import { validateSendRequest, validateSendV2Request } from '../../src/generated/validators.ts';
import { check } from '../../src/validation/explain.ts';
import { describeProblems, ProblemCollector, quoteValue } from '../../src/validation/problems.ts';
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
  return found.problems.map(({ path, rule, message, remedy }) => `${path} ${rule}: ${message} ${remedy}`);
}

describe('Problems', () => {
  it('are none of what is right', () => {
    assert.deepEqual(explain(validateSendRequest, GOOD), []);
  });

  it('say what is wrong and what to do, rule by rule', () => {
    const cases: [object, string][] = [
      [
        { channel: 'fax' },
        '/channel choice: “fax” is none of the values that the platform knows here. Choose one of msteams, slack.',
      ],
      [{ channel: undefined }, '/channel required: It is missing. Fill it in.'],
      [
        { userIdentityType: 'direct' },
        '/userIdentityType choice: Only one value is possible here. Give resolve.',
      ],
      [{ message: 'Hi' }, '/message type: It is not an object. Give an object.'],
      [{ message: { type: 'text', val: 7 } }, '/message/val type: It is not a text. Give a text.'],
      [{ message: { type: 'text', val: '' } }, '/message/val empty: It is empty. Fill it in.'],
      [
        { message: { type: 'text', val: 'Hi', lang: 'en' } },
        '/message/lang unknown_property: The platform knows no such property. Remove it.',
      ],
      [{ identities: [] }, '/identities empty: It is empty. Fill it in.'],
      [
        { identities: Array(1_001).fill('ann') },
        '/identities count: There are more than 1000. Give at most 1000.',
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
      describeProblems({ problems: [{ path: 'channel', ...about }], more: 2 }),
      'channel: It is empty. Fill it in.\n… and 2 more.',
    );
  });

  it('quote a value in one line', () => {
    assert.equal(quoteValue('a\n b'), '“a b”');
  });

  it('quote short what can be shown, and nothing else', () => {
    assert.deepEqual(['x'.repeat(50), 7, true, 12n, {}, null, undefined, Symbol('s')].map(quoteValue), [
      `“${'x'.repeat(40)}”`,
      '“7”',
      '“true”',
      '“12”',
      'It',
      'It',
      'It',
      'It',
    ]);
  });
});
