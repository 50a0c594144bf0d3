import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SendV2Input } from '../../src/vocabulary/inputs.ts';
import type { SendOptions } from '../../src/vocabulary/options.ts';
import type { Problem } from '../../src/vocabulary/problems.ts';
import { ACCEPTED, createBench } from '../run-client.ts';
import { previewSend } from '../preview-send.ts';

type Row = Record<string, unknown>;

const HALF = 'Hi \ud83d';
const LONG = 'x'.repeat(201);
const GOOD: Readonly<Row> = { phoneNumber: '919000000004', name: 'Ann', refId: '1', title: 'Dr.' };

const to = (recipients: readonly unknown[], message = 'Hi {name}'): SendV2Input => ({
  channel: 'whatsapp',
  message,
  recipients: recipients,
});

/** `path rule` of each problem, without the place in the list. */
function told(recipient: unknown, message?: string): string[] {
  return previewSend('v2', to([recipient], message)).problems.map(
    ({ path, rule }) => `${path.replace('recipients[0]', '')} ${rule}`,
  );
}

describe('The problems of a recipient', () => {
  for (const [what, recipient, expected] of [
    [
      'a missing value and a bad identity',
      { phoneNumber: '123' },
      ['.name placeholder', '.phoneNumber format'],
    ],
    ['the same of a plain text', '123', ['.name placeholder', '.phoneNumber format']],
    ['a value that is no text, once', { phoneNumber: '919000000004', name: {} }, ['.name type']],
    [
      'the same among its parameters, once',
      { phoneNumber: '919000000004', parameters: { name: {} } },
      ['.parameters.name type'],
    ],
    [
      'parameters that are none, and what then fills the message',
      { phoneNumber: '123', parameters: 7 },
      ['.parameters type', '.name placeholder', '.phoneNumber format'],
    ],
    [
      'parameters that are none, where a field fills the message',
      { phoneNumber: '919000000004', parameters: 7, name: 'Ann' },
      ['.parameters type'],
    ],
    [
      'every part with half a character',
      { phoneNumber: '919000000004', customMessage: HALF, parameters: { a: HALF, b: HALF, name: 'Ann' } },
      ['.customMessage format', '.parameters.a format', '.parameters.b format'],
    ],
    [
      'an identity with half a character once, and what else is wrong',
      { phoneNumber: HALF, customMessage: 7, name: 'Ann' },
      ['.customMessage type', '.phoneNumber format'],
    ],
    [
      'too many parameters, of which one is no text and one too long',
      {
        phoneNumber: '919000000004',
        parameters: {
          ...Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`p${index}`, 'x'])),
          name: 'Ann',
          bad: {},
          long: LONG,
        },
      },
      ['.parameters.bad type', '.parameters count', '.parameters.long length'],
    ],
    [
      'an identity that is missing, a message that is no text, a value that is missing',
      { customMessage: [] },
      ['.phoneNumber required', '.customMessage type', '.name placeholder'],
    ],
    ['an empty place, and nothing else of it', '', [' empty']],
    ['what is no recipient at all, and nothing else of it', [], [' type']],
  ] satisfies [string, unknown, string[]][])
    it(`are told all at once: ${what}`, () => {
      assert.deepEqual(told(recipient).sort(), [...expected].sort());
    });

  it('of an address that is too short are one', () => {
    const { problems } = previewSend('v2', { channel: 'ivr', message: 'Hi', recipients: ['a'] });
    assert.deepEqual(
      problems.map(({ path, rule }) => [path, rule]),
      [['recipients[0].email', 'format']],
    );
  });

  it('are told once too where a missing value is only a warning', () => {
    const rows = [{ phoneNumber: '123', name: {} }, { phoneNumber: '123' }];
    const { problems, warnings } = previewSend('v2', to(rows), { onMissingParameter: 'warning' });
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['recipients[0].phoneNumber', 'recipients[0].name', 'recipients[1].phoneNumber'],
    );
    assert.deepEqual(
      warnings.map(({ path }) => path),
      ['recipients[1].name'],
    );
  });

  it('stand all in its detail: one as it is, several with their fields', async () => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(
      bench.client.sendV2(to([{ phoneNumber: '123', name: 'Ann' }, { phoneNumber: '123' }, GOOD]), {
        onBadRecipient: 'skip',
      }),
    );
    const phone =
      'It is not a phone number: it has fewer than 6 digits. Enter it in international form, for example +49 171 3920012.';
    assert.deepEqual(
      report.recipients.map(({ detail }) => detail),
      [
        phone,
        `phoneNumber: ${phone} name: There is no value for {name}. Add a field “name”. The row has phoneNumber.`,
        undefined,
      ],
    );
  });

  it('are bounded in its detail, however many fields of it are bad', async () => {
    const parameters = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`p_${index}`, {}]));
    const bench = createBench([ACCEPTED]);
    const plan = await bench.run(bench.client.plan('v2', to([{ phoneNumber: '123', parameters }])));
    // Those of the parameters, their number, the phone number and the name.
    assert.equal(plan.problemCount, 5_000 + 3);
    const { detail = '' } = plan.report().recipients[0] ?? {};
    assert.match(detail, /^phoneNumber: .* parameters\.p_0: It is an object\. Enter text or a number\. /);
    assert.ok(detail.length <= 2_000, `${detail.length}`);
    const all = await bench.run(bench.client.plan('v2', to([{ phoneNumber: '123', parameters }], '')));
    const words = all.report().recipients[0]?.detail ?? '';
    assert.match(words, /^It is empty\. Fill it in\. phoneNumber: .* parameters\.p_0: /);
    assert.ok(words.length <= 2_000, `${words.length}`);
  });

  it('leave a list that is sent, once all that are told are put right', async () => {
    const value = fc.constantFrom<unknown>('Ann', 7, '', ' ', null, undefined, {}, [], HALF, LONG);
    const parameters = fc.oneof(
      fc.constantFrom<unknown>(undefined, null, 7, 'a=b', [], {}),
      fc.record({ name: value, refId: value, title: value, other: value }, { requiredKeys: [] }),
      fc.record({ name: value, refId: value, bad: value }).map((row) => ({
        ...Object.fromEntries(Array.from({ length: 19 }, (_, index) => [`p${index}`, 'x'])),
        ...row,
      })),
      fc.constant(HALF).map((name) => ({ [name]: 'x', name: 'Ann' })),
    );
    const phoneNumber = fc.constantFrom<unknown>(
      '919000000004',
      '918000000001',
      '123',
      '',
      null,
      {},
      7,
      HALF,
    );
    const customMessage = fc.constantFrom<unknown>(undefined, '', 'Dear {title}', 'Hello', 7, HALF);
    const row = fc.record(
      { phoneNumber, name: value, refId: value, title: value, customMessage, parameters },
      { requiredKeys: [] },
    );
    const recipient = fc.oneof(
      { arbitrary: row, weight: 6 },
      fc.constantFrom<unknown>('919000000004', '123', '', null, [], ['919000000004'], 7),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(recipient, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('Hi', 'Hi {name}', 'Hi {name}, {refId}'),
        fc.constantFrom<SendOptions>({}, { onMissingParameter: 'warning' }),
        async (recipients, message, options) => {
          const { problems } = previewSend('v2', to(recipients, message), options);
          const places = problems.map(({ path, message: words }) => `${path}: ${words}`);
          assert.deepEqual(places, [...new Set(places)], 'told twice');
          const mended = structuredClone(recipients);
          for (const problem of problems) mend(mended, problem);
          const bench = createBench([ACCEPTED]);
          const plan = await bench.run(bench.client.plan('v2', to(mended, message), options));
          assert.deepEqual(plan.problems, [], JSON.stringify(places));
          const report = await bench.run(plan.send());
          assert.equal(report.counts.accepted, plan.recipients);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

/** Does what a problem says at the place that it names. */
function mend(recipients: unknown[], { path, recipientIndex = 0, rule }: Problem): void {
  const part = path.slice(`recipients[${recipientIndex}]`.length);
  const given = recipients[recipientIndex];
  if (part === '' && rule === 'format') Object.assign(given as Row, { phoneNumber: GOOD['phoneNumber'] });
  else if (part === '') recipients[recipientIndex] = { ...GOOD };
  else {
    const row = (typeof given === 'object' ? given : { phoneNumber: given }) as Row;
    recipients[recipientIndex] = row;
    mendField(row, part, rule);
  }
}

function mendField(row: Row, part: string, rule: Problem['rule']): void {
  const parameters = row['parameters'] as Row | null | undefined;
  const name = part.slice(part.lastIndexOf('.') + 1);
  if (part === '.phoneNumber') row['phoneNumber'] = GOOD['phoneNumber'];
  else if (part === '.customMessage' && rule === 'format') row[name] = 'Hi';
  else if (part === '.customMessage' || (part === '.parameters' && rule === 'type')) delete row[name];
  else if (part === '.parameters') {
    // Half a character in a name, or too many: what no message asks for can go.
    for (const key of Object.keys(parameters ?? {})) if (!(key in GOOD)) delete parameters?.[key];
  } else (parameters ?? row)[name] = GOOD[name] ?? 'x';
}
