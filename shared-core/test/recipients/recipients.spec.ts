import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import type { SendV2Input } from '../../src/vocabulary/inputs.ts';
import type { SendOptions } from '../../src/vocabulary/options.ts';
import { recipientsAt } from '../../src/recipients/list/read-list.ts';
import type { Problem } from '../../src/vocabulary/problems.ts';
import { notReachedIndices } from '../../src/vocabulary/read-report.ts';
import {
  ACCEPTED,
  addresses,
  assertAccounted,
  createBench,
  fates,
  identitiesOf,
  ivrTo,
  textTo,
} from '../run-client.ts';
import { previewSend } from '../preview-send.ts';

function wireOf(input: SendV2Input, options: SendOptions = {}): unknown[] {
  const { requests, problems } = previewSend('v2', input, options);
  assert.deepEqual(problems, []);
  return requests.flatMap(({ body }) => identitiesOf(body as Record<string, unknown>));
}

function problemsOf(input: SendV2Input, options: SendOptions = {}): readonly Problem[] {
  return previewSend('v2', input, options).problems;
}

function outline(problems: readonly Problem[]): unknown[] {
  return problems.map(({ path, recipientIndex, rule }) => [path, recipientIndex, rule]);
}

const whatsapp = (recipients: SendV2Input['recipients'], more: Partial<SendV2Input> = {}): SendV2Input => ({
  channel: 'whatsapp',
  message: 'Hi',
  recipients,
  ...more,
});

describe('Recipients', () => {
  const THREE = [{ email: 'a@x.org' }, { email: 'b@x.org' }, { email: 'c@x.org' }];

  for (const [form, recipients] of [
    ['an array of texts', ['a@x.org', 'b@x.org', 'c@x.org']],
    ['texts with blanks around them', [' a@x.org', 'b@x.org\t', '\nc@x.org ']],
    ['objects as the API wants them', THREE],
    ['a mixture of texts and objects', ['a@x.org', { email: 'b@x.org' }, 'c@x.org']],
    ['text separated by commas', 'a@x.org, b@x.org,c@x.org'],
    ['text separated by semicolons', 'a@x.org; b@x.org;c@x.org;'],
    ['lines', 'a@x.org\nb@x.org\nc@x.org\n'],
    ['lines of Windows', 'a@x.org\r\nb@x.org\r\nc@x.org\r\n'],
    ['lines that end with a comma', 'a@x.org,\r\nb@x.org,\nc@x.org,'],
    ['JSON text of an array of texts', ' ["a@x.org", "b@x.org", "c@x.org"]'],
    ['JSON text of an array of objects', JSON.stringify(THREE)],
  ] satisfies [string, SendV2Input['recipients']][])
    it(`can be ${form}`, () => {
      assert.deepEqual(wireOf(ivrTo(recipients)), THREE);
    });

  it('can be one object, or its JSON text', () => {
    assert.deepEqual(wireOf(ivrTo({ email: 'a@x.org' })), [{ email: 'a@x.org' }]);
    assert.deepEqual(wireOf(ivrTo('{"email":"a@x.org"}')), [{ email: 'a@x.org' }]);
  });

  it('can be rows whose other fields are not sent', () => {
    assert.deepEqual(wireOf(ivrTo([{ email: 'a@x.org', city: 'Berlin', age: 44 }])), [{ email: 'a@x.org' }]);
  });

  it('can be rows whose phone numbers a spreadsheet made numbers of', () => {
    assert.deepEqual(wireOf(whatsapp([{ phoneNumber: 919_000_000_004 }, 918_000_000_001])), [
      { phoneNumber: '919000000004' },
      { phoneNumber: '918000000001' },
    ]);
  });

  it('are sent as plain texts by V1, whatever they look like', () => {
    const { requests } = previewSend('v1', textTo(['ann', { email: 'bob@x.org', name: 'Bob' }, 'emp-0815']));
    assert.deepEqual(identitiesOf(requests[0]?.body as Record<string, unknown>), [
      'ann',
      'bob@x.org',
      'emp-0815',
    ]);
  });

  describe('with an identity field', () => {
    it('are taken from that field of each row', () => {
      assert.deepEqual(
        wireOf(ivrTo([{ mail: 'a@x.org', email: 'other@x.org' }], { identityField: 'mail' })),
        [{ email: 'a@x.org' }],
      );
    });

    it('are found inside the row by a dotted name', () => {
      assert.deepEqual(wireOf(ivrTo([{ contact: { work: 'a@x.org' } }], { identityField: 'contact.work' })), [
        { email: 'a@x.org' },
      ]);
    });

    it('are taken from a field whose own name has a dot before any other', () => {
      const row = { 'contact.work': 'a@x.org', contact: { work: 'b@x.org' } };
      assert.deepEqual(wireOf(ivrTo([row], { identityField: 'contact.work' })), [{ email: 'a@x.org' }]);
    });

    it('fall back to the key of the channel, so that plain objects go beside rows', () => {
      assert.deepEqual(wireOf(ivrTo([{ email: 'a@x.org' }], { identityField: 'mail' })), [
        { email: 'a@x.org' },
      ]);
    });

    it('never come from the prototype of a row', () => {
      for (const identityField of ['constructor', '__proto__', 'toString', 'constructor.name'])
        assert.equal(problemsOf(ivrTo([{ city: 'Berlin' }], { identityField }))[0]?.rule, 'required');
    });

    it('are missed by name, with the fields that the row has', () => {
      const [problem] = problemsOf(ivrTo([{ mail: 'a@x.org', city: 'Berlin' }]));
      assert.equal(problem?.path, 'recipients[0].email');
      assert.equal(problem.recipientIndex, 0);
      assert.equal(problem.rule, 'required');
      assert.match(problem.message, /mail, city/);
      assert.match(problem.remedy, /identity field/);
    });
  });

  describe('by channel', () => {
    it('are phone numbers without blanks, dots, dashes and brackets', () => {
      assert.deepEqual(
        wireOf(whatsapp(['+49 (30) 123-456', '91.900.000.0004', '0049–30–1234567', ' +1 [202] 5550100 '])),
        [
          { phoneNumber: '+4930123456' },
          { phoneNumber: '919000000004' },
          { phoneNumber: '+49301234567' },
          { phoneNumber: '+12025550100' },
        ],
      );
    });

    it('are refused as phone numbers with letters, too few or too many digits', () => {
      assert.deepEqual(
        outline(
          problemsOf(whatsapp(['12345', '1234567890123456', 'call me', '+49+30123456', '++4930123456'])),
        ),
        [0, 1, 2, 3, 4].map((index) => [`recipients[${index}].phoneNumber`, index, 'format']),
      );
      assert.equal(wireOf(whatsapp(['491234', '491234567890123'])).length, 2);
    });

    it('must be e-mail addresses on ivr and msteams', () => {
      for (const channel of ['ivr', 'msteams'] as const)
        assert.deepEqual(outline(problemsOf(ivrTo(['ann', 'ann@x', '@x.org', 'a b@x.org'], { channel }))), [
          ['recipients[0].email', 0, 'format'],
          ['recipients[1].email', 1, 'format'],
          ['recipients[2].email', 2, 'format'],
          ['recipients[3].email', 3, 'format'],
        ]);
    });

    it('must be space ids without blanks on hangouts', () => {
      const hangouts = ivrTo(['AAQAPWixxxx', 'my space'], { channel: 'hangouts' });
      assert.deepEqual(outline(problemsOf(hangouts)), [['recipients[1].spaceId', 1, 'format']]);
    });
  });

  describe('that are bad', () => {
    it('are each named by index, with rule, words and remedy', () => {
      const problems = problemsOf(
        ivrTo([
          'a@x.org',
          '',
          '  ',
          null,
          ['b@x.org'],
          true,
          { email: '', name: 'Ann' },
          { email: {} },
          { name: 'Ann' },
        ] as never),
      );
      assert.deepEqual(outline(problems), [
        ['recipients[1]', 1, 'empty'],
        ['recipients[2]', 2, 'empty'],
        ['recipients[3]', 3, 'type'],
        ['recipients[4]', 4, 'type'],
        ['recipients[5]', 5, 'type'],
        ['recipients[6].email', 6, 'empty'],
        ['recipients[7].email', 7, 'type'],
        ['recipients[8].email', 8, 'required'],
      ]);
      for (const { message, remedy } of problems) {
        assert.match(message, /\.$/);
        assert.match(remedy, /\.$/);
      }
    });

    it('are counted in text between two separators', () => {
      assert.deepEqual(outline(problemsOf(ivrTo('a@x.org,,b@x.org\n\nc@x.org'))), [
        ['recipients[1]', 1, 'empty'],
      ]);
    });

    it('are listed up to fifty, and the rest is counted', async () => {
      const bench = createBench([ACCEPTED]);
      const error = await bench.fail(bench.client.sendV2(ivrTo(Array<string>(200).fill('ann'))));
      assert.equal(error.problems.length, 50);
      assert.equal(error.problemCount, 200);
      assert.match(error.message, /200 recipients, first recipients\[0\]/);
      assert.equal(bench.http.requests.length, 0);
    });

    it('stop everything unless they are skipped', async () => {
      const bench = createBench([ACCEPTED]);
      const error = await bench.fail(bench.client.sendV2(ivrTo(['a@x.org', 'ann', 'b@x.org'])));
      assert.equal(error.code, 'invalid_input');
      assert.equal(bench.http.requests.length, 0);
    });

    it('end as unsent: invalid with their problems if they are skipped; the others are sent', async () => {
      const bench = createBench([ACCEPTED]);
      const report = await bench.run(
        bench.client.sendV2(ivrTo(['ann', 'a@x.org', { email: '', id: 1 }, 'b@x.org']), {
          onBadRecipient: 'skip',
        }),
      );
      assertAccounted(report, 4);
      assert.deepEqual(fates(report), ['unsent: invalid', 'accepted', 'unsent: invalid', 'accepted']);
      assert.deepEqual(bench.bodies().flatMap(identitiesOf), [{ email: 'a@x.org' }, { email: 'b@x.org' }]);
      assert.deepEqual(outline(report.problems), [
        ['recipients[0].email', 0, 'format'],
        ['recipients[2].email', 2, 'empty'],
      ]);
      assert.match(report.recipients[0]?.detail ?? '', /not an e-mail address/);
      assert.equal(report.recipients[0]?.identity, 'ann');
      assert.deepEqual([report.requests[0]?.firstIndex, report.requests[0]?.lastIndex], [1, 3]);
    });

    it('who are all of them bad make no request, and a report', async () => {
      const bench = createBench([ACCEPTED]);
      const report = await bench.run(
        bench.client.sendV2(ivrTo(['ann', 'bob']), { onBadRecipient: 'skip', wait: true }),
      );
      assertAccounted(report, 2);
      assert.equal(bench.http.requests.length, 0);
      assert.deepEqual(fates(report), Array(2).fill('unsent: invalid'));
    });

    it('are not skipped together with a bad message', async () => {
      const bench = createBench([ACCEPTED]);
      const error = await bench.fail(
        bench.client.sendV2(ivrTo(['ann', 'a@x.org'], { message: '' }), { onBadRecipient: 'skip' }),
      );
      assert.equal(error.problems[0]?.path, 'message');
    });

    for (const [what, recipients] of [
      ['a number', 7],
      ['a function', () => 'a@x.org'],
    ] as const)
      it(`are asked for if there is ${what}`, () => {
        assert.deepEqual(outline(problemsOf(ivrTo(recipients as never))), [
          ['recipients', undefined, 'type'],
        ]);
      });

    for (const [what, recipients] of [
      ['undefined', undefined],
      ['null', null],
      ['an empty text', ''],
      ['blanks', ' \n\u200b '],
    ] as const)
      it(`are missing in ${what}`, () => {
        assert.deepEqual(outline(problemsOf(ivrTo(recipients as never))), [
          ['recipients', undefined, 'required'],
        ]);
      });

    for (const [what, recipients] of [
      ['an empty array', []],
      ['an empty JSON array', '[]'],
    ] as const)
      it(`are nobody in ${what}, which is done without a request`, async () => {
        const bench = createBench([ACCEPTED]);
        const report = await bench.run(bench.client.sendV2(ivrTo(recipients)));
        assertAccounted(report, 0);
        assert.deepEqual(report.end, { kind: 'finished' });
        assert.deepEqual(report.problems, []);
        assert.equal(bench.http.requests.length, 0);
      });

    it('are too many beyond the maximum that is set', () => {
      assert.deepEqual(problemsOf(ivrTo(addresses(3)), { maxRecipients: 3 }), []);
      const problems = problemsOf(ivrTo(addresses(4)), { maxRecipients: 3 });
      assert.deepEqual(outline(problems), [['recipients', undefined, 'count']]);
      assert.match(problems[0]?.message ?? '', /4.*3/);
    });
  });

  describe('in rows with nothing in them', () => {
    // An object of a function node has the prototype of another realm.
    const ofAnotherRealm: unknown = runInNewContext("({ email: '', name: null })");
    const EMPTY = [{}, { email: '', name: ' ' }, { email: undefined }, ofAnotherRealm];

    it('are nobody: they stop nobody, and have their place in the report', async () => {
      const bench = createBench([ACCEPTED]);
      const report = await bench.run(bench.client.sendV2(ivrTo([...EMPTY, { email: 'a@x.org' }])));
      assertAccounted(report, 5);
      assert.deepEqual(fates(report), [...EMPTY.map(() => 'unsent: empty'), 'accepted']);
      assert.deepEqual([report.problemCount, report.warningCount], [0, 0]);
      assert.deepEqual(notReachedIndices(report), []);
      assert.deepEqual(bench.bodies().flatMap(identitiesOf), [{ email: 'a@x.org' }]);
    });

    it('are warned of if there are no others', async () => {
      const bench = createBench([ACCEPTED]);
      const report = await bench.run(bench.client.sendV2(ivrTo(EMPTY)));
      assert.deepEqual(
        fates(report),
        EMPTY.map(() => 'unsent: empty'),
      );
      assert.deepEqual(
        report.warnings.map(({ message }) => message),
        ['Every row is empty.'],
      );
      assert.equal(bench.http.requests.length, 0);
    });

    for (const row of [
      { row: 5, email: '' },
      { email: '', gone: false },
    ])
      it(`are rows with a problem if they hold ${JSON.stringify(row)}`, () => {
        assert.equal(problemsOf(ivrTo([row])).length, 1);
      });
  });

  describe('of the call V1', () => {
    const to = (recipients: readonly unknown[]) =>
      ({ channel: 'msteams', message: 'Hi', recipients }) as const;

    it('are warned of where a few of many are no addresses', async () => {
      const bench = createBench([ACCEPTED]);
      const report = await bench.run(bench.client.send(to(['a@x.org', 'Ann', 'b@x.org'])));
      assert.deepEqual(
        report.warnings.map(({ path, message }) => [path, message]),
        [['recipients', '1 of 3 recipients are not e-mail addresses.']],
      );
    });

    for (const recipients of [
      ['emp-1', 'emp-2'],
      ['a@x.org', 'b@x.org'],
      ['emp-1', 'a@x.org', 'emp-2'],
    ])
      it(`are not in ${recipients.join(', ')}`, async () => {
        const bench = createBench([ACCEPTED]);
        const report = await bench.run(bench.client.send(to(recipients)));
        assert.equal(report.warningCount, 0);
      });
  });

  describe('that are there again', () => {
    it('are sent once; the second is unsent: duplicate, and names the first', async () => {
      const bench = createBench([ACCEPTED]);
      const report = await bench.run(
        bench.client.sendV2(ivrTo(['a@x.org', ' b@x.org', { email: 'a@x.org ' }, 'b@x.org'])),
      );
      assertAccounted(report, 4);
      assert.deepEqual(fates(report), ['accepted', 'accepted', 'unsent: duplicate', 'unsent: duplicate']);
      assert.deepEqual(
        report.recipients.map(({ duplicateOf }) => duplicateOf),
        [undefined, undefined, 0, 1],
      );
      assert.deepEqual(bench.bodies().flatMap(identitiesOf), [{ email: 'a@x.org' }, { email: 'b@x.org' }]);
    });

    it('with the same parameters in another order are the same', () => {
      const rows = [
        { email: 'a@x.org', parameters: { name: 'Ann', id: '1' } },
        { email: 'a@x.org', parameters: { id: '1', name: 'Ann' } },
      ];
      assert.equal(wireOf(ivrTo(rows, { message: '{name} {id}' })).length, 1);
    });

    it('with other parameters or another message of their own are not the same', () => {
      const rows = [
        { email: 'a@x.org', parameters: { id: '1' } },
        { email: 'a@x.org', parameters: { id: '2' } },
        { email: 'a@x.org', parameters: { id: '1' }, customMessage: 'Hi' },
      ];
      assert.equal(wireOf(ivrTo(rows, { message: 'Order {id}' })).length, 3);
    });

    it('are the same if they read the same, however it came about', () => {
      const message = 'Hello {name}';
      const rows = [
        { email: 'a@x.org', name: 'Ann' },
        { email: 'a@x.org', parameters: { name: 'Ann', unused: '1' } },
        { email: 'a@x.org', customMessage: 'Hello Ann' },
        { email: 'a@x.org', name: 'ann' },
      ];
      assert.equal(wireOf(ivrTo(rows, { message })).length, 2);
    });

    it('as phone numbers written in another way are the same', () => {
      assert.equal(wireOf(whatsapp(['+49 30 123456', '+4930-123456', 4_930_123_456])).length, 1);
    });

    it('as addresses in other capitals are the same, and are sent as the first was given', () => {
      assert.deepEqual(wireOf(ivrTo(['Ann@X.org', 'ann@x.org'])), [{ email: 'Ann@X.org' }]);
    });
  });

  describe('with placeholders', () => {
    const MESSAGE = 'Hello {name}! Your reference number is {refId}.';

    it('have their parameters filled from fields of the row, numbers as texts', () => {
      assert.deepEqual(
        wireOf(ivrTo([{ email: 'a@x.org', name: 'Ann', refId: 815, city: 'Berlin' }], { message: MESSAGE })),
        [{ email: 'a@x.org', parameters: { name: 'Ann', refId: '815' } }],
      );
    });

    it('keep the parameters that are given, and take nothing else from the row', () => {
      const row = {
        email: 'a@x.org',
        name: 'Row',
        refId: '1',
        parameters: { name: 'Ann', refId: 2, more: true },
      };
      assert.deepEqual(wireOf(ivrTo([row], { message: MESSAGE })), [
        { email: 'a@x.org', parameters: { more: 'true', name: 'Ann', refId: '2' } },
      ]);
    });

    it('are looked for in a message of their own instead of the main one', () => {
      const row = { email: 'a@x.org', customMessage: 'Dear {title}', title: 'Dr. Ann', name: 'unused' };
      assert.deepEqual(wireOf(ivrTo([row], { message: MESSAGE })), [
        { email: 'a@x.org', customMessage: 'Dear {title}', parameters: { title: 'Dr. Ann' } },
      ]);
    });

    it('without a value are problems of that recipient', () => {
      const rows = [
        'a@x.org',
        { email: 'b@x.org', name: 'Bob' },
        { email: 'c@x.org', name: ' ', refId: null },
      ];
      assert.deepEqual(outline(problemsOf(ivrTo(rows, { message: MESSAGE }))), [
        ['recipients[0].name', 0, 'placeholder'],
        ['recipients[0].refId', 0, 'placeholder'],
        ['recipients[1].refId', 1, 'placeholder'],
        ['recipients[2].name', 2, 'placeholder'],
        ['recipients[2].refId', 2, 'placeholder'],
      ]);
    });

    it('without a value are warnings if the user says so, and are sent empty', async () => {
      const bench = createBench([ACCEPTED]);
      const report = await bench.run(
        bench.client.sendV2(ivrTo([{ email: 'b@x.org', name: 'Bob' }], { message: MESSAGE }), {
          onMissingParameter: 'warning',
        }),
      );
      assert.equal(report.counts.accepted, 1);
      assert.deepEqual(outline(report.warnings), [['recipients[0].refId', 0, 'placeholder']]);
      assert.deepEqual(bench.bodies().flatMap(identitiesOf), [
        { email: 'b@x.org', parameters: { name: 'Bob', refId: '' } },
      ]);
    });

    it('in a template object are found in every text of it', () => {
      const message = { type: 'text', parts: ['Hi {name}', { deep: '{refId}' }] };
      const row = { email: 'a@x.org', name: 'Ann', refId: '1' };
      assert.deepEqual(wireOf(ivrTo([row], { messageType: 'template', message })), [
        { email: 'a@x.org', parameters: { name: 'Ann', refId: '1' } },
      ]);
    });

    it('of other languages are left alone', () => {
      const message = 'In ${money} and {{mustache}} and {"json": 1} and {} and { }';
      assert.deepEqual(wireOf(ivrTo(['a@x.org'], { message })), [{ email: 'a@x.org' }]);
    });

    it('are never looked for in a script, which is code', () => {
      const script = 'if (x) {name} print({name: 1})';
      const row = { email: 'a@x.org', name: "'); steal('" };
      assert.deepEqual(wireOf(ivrTo([row], { messageType: 'script', message: script })), [
        { email: 'a@x.org' },
      ]);
    });

    it('never reach the prototype of a row or of the parameters', () => {
      assert.deepEqual(
        outline(problemsOf(ivrTo(['a@x.org', { email: 'b@x.org' }], { message: '{constructor} {toString}' })))
          .length,
        4,
      );
      const hostile = JSON.parse('[{"email":"a@x.org","parameters":{"__proto__":"x"}}]') as object;
      assert.deepEqual(outline(problemsOf(ivrTo(hostile))), [
        ['recipients[0].parameters.__proto__', 0, 'type'],
      ]);
      assert.deepEqual(outline(problemsOf(ivrTo(['a@x.org'], { message: 'Hi {__proto__}' }))), [
        ['recipients[0].__proto__', 0, 'placeholder'],
      ]);
    });

    it('are filled in the preview, by the message of the recipient or the main one', async () => {
      const { client } = createBench([ACCEPTED]);
      const plan = await client.plan(
        'v2',
        ivrTo(
          [
            { email: 'a@x.org', name: 'Ann', refId: 1 },
            { email: 'b@x.org', customMessage: 'Bye {name}', name: 'Bob' },
            { email: 'a@x.org', name: 'Ann', refId: 1 },
          ],
          { message: MESSAGE },
        ),
      );
      assert.deepEqual(
        plan.preview().map(({ text, requestNumber, reason }) => [text, requestNumber, reason]),
        [
          ['Hello Ann! Your reference number is 1.', 1, undefined],
          ['Bye Bob', 1, undefined],
          ['Hello Ann! Your reference number is 1.', undefined, 'duplicate'],
        ],
      );
    });
  });

  describe('with parameters', () => {
    const withParameters = (parameters: unknown): SendV2Input => ivrTo([{ email: 'a@x.org', parameters }]);

    it('may have twenty of up to 200 characters', () => {
      const twenty = Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [`p${index}`, 'x'.repeat(200)]),
      );
      assert.deepEqual(problemsOf(withParameters(twenty)), []);
    });

    it('may not have more than twenty', () => {
      const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`p${index}`, 'x']));
      assert.deepEqual(outline(problemsOf(withParameters(many))), [['recipients[0].parameters', 0, 'count']]);
    });

    it('may not have one of more than 200 characters', () => {
      const problems = problemsOf(withParameters({ ok: 'x', long: 'x'.repeat(201) }));
      assert.deepEqual(outline(problems), [['recipients[0].parameters.long', 0, 'length']]);
    });

    it('that are no texts are problems by name', () => {
      assert.deepEqual(
        outline(problemsOf(withParameters({ a: {}, b: [], c: null, d: Symbol('d'), e: NaN }))),
        [
          ['recipients[0].parameters.a', 0, 'type'],
          ['recipients[0].parameters.b', 0, 'type'],
          ['recipients[0].parameters.d', 0, 'type'],
          ['recipients[0].parameters.e', 0, 'type'],
        ],
      );
    });

    it('must be an object', () => {
      for (const parameters of ['name=Ann', 7, ['Ann']])
        assert.deepEqual(outline(problemsOf(withParameters(parameters))), [
          ['recipients[0].parameters', 0, 'type'],
        ]);
    });

    it('that are none are left out', () => {
      assert.deepEqual(wireOf(withParameters({})), [{ email: 'a@x.org' }]);
      assert.deepEqual(wireOf(withParameters(null)), [{ email: 'a@x.org' }]);
    });
  });

  it('with a message of their own that is no text are problems', () => {
    assert.deepEqual(outline(problemsOf(ivrTo([{ email: 'a@x.org', customMessage: 7 }]))), [
      ['recipients[0].customMessage', 0, 'type'],
    ]);
  });

  it('with an empty message of their own get the main one, as an empty cell of a sheet means', () => {
    const rows = [
      { email: 'a@x.org', customMessage: '' },
      { email: 'b@x.org', customMessage: null },
    ];
    assert.deepEqual(wireOf(ivrTo(rows)), [{ email: 'a@x.org' }, { email: 'b@x.org' }]);
  });

  it('are handed back as they were given', () => {
    const row = { email: 'b@x.org', phone: '1' };
    assert.equal(recipientsAt(['a', row], [1])[0], row);
    assert.deepEqual(recipientsAt(' a@x.org ; b@x.org', [1, 0]), ['b@x.org', 'a@x.org']);
    assert.deepEqual(recipientsAt('[{"email":"a@x.org"}]', [0]), [{ email: 'a@x.org' }]);
  });
});

describe('A message', () => {
  it('of type template given as JSON text is parsed', () => {
    const { requests } = previewSend('v2', {
      ...whatsapp('919000000004'),
      messageType: 'template',
      message: ' {"type": "image", "image": {"link": "https://x.org/a.png"}}',
    });
    assert.deepEqual((requests[0]?.body as { message: unknown }).message, {
      type: 'template',
      value: { type: 'image', image: { link: 'https://x.org/a.png' } },
    });
  });

  it('of type template that looks like JSON and is none is a problem', () => {
    assert.deepEqual(
      outline(problemsOf(ivrTo('a@x.org', { messageType: 'template', message: '{"type": "image",}' }))),
      [['message', undefined, 'format']],
    );
  });

  it('of type template that begins with a bracket is a text like any other', () => {
    const report = wireOf(ivrTo(['a@x.org'], { messageType: 'template', message: '[Offer] for you' }));
    assert.deepEqual(report, [{ email: 'a@x.org' }]);
  });

  it('of type text that looks like JSON stays text', () => {
    const { requests } = previewSend('v2', ivrTo('a@x.org', { message: '{"a": 1}' }));
    assert.deepEqual((requests[0]?.body as { content: unknown }).content, {
      type: 'text',
      value: '{"a": 1}',
    });
  });

  const RECIPIENT_OF = {
    ivr: 'a@x.org',
    hangouts: 'AAQAPWixxxx',
    whatsapp: '919000000004',
    msteams: 'a@x.org',
  };

  it('stands under the key of the channel, or under the one that is chosen', () => {
    for (const [channel, messageKey, expected] of [
      ['ivr', undefined, 'content'],
      ['hangouts', undefined, 'content'],
      ['whatsapp', undefined, 'message'],
      ['msteams', undefined, 'message'],
      ['ivr', 'message', 'message'],
      ['whatsapp', 'content', 'content'],
    ] as const) {
      const { requests } = previewSend('v2', {
        channel,
        message: 'Hi',
        recipients: RECIPIENT_OF[channel],
        ...(messageKey === undefined ? {} : { messageKey }),
      });
      const keys = Object.keys(requests[0]?.body as object);
      assert.deepEqual(
        keys.filter((key) => key === 'message' || key === 'content'),
        [expected],
      );
    }
  });

  it('has problems by field: channel, type, instance name, key, text', () => {
    const cases: [Partial<Record<keyof SendV2Input, unknown>>, string, string][] = [
      [{ channel: 'sms' }, 'channel', 'choice'],
      [{ channel: undefined }, 'channel', 'required'],
      [{ messageType: 'html' }, 'messageType', 'choice'],
      [{ message: '' }, 'message', 'empty'],
      [{ message: undefined }, 'message', 'required'],
      [{ message: 7 }, 'message', 'type'],
      [{ message: {} }, 'message', 'type'],
      [{ messageKey: 'body' }, 'messageKey', 'choice'],
      [{ webhookInstanceName: 7 }, 'webhookInstanceName', 'type'],
      [{ userIdentityType: 7 }, 'userIdentityType', 'type'],
      [{ identityField: 7 }, 'identityField', 'type'],
    ];
    for (const [part, path, rule] of cases)
      assert.deepEqual(
        outline(problemsOf({ ...ivrTo('a@x.org'), ...part } as SendV2Input)).filter(
          (one) => (one as unknown[])[0] === path,
        ),
        [[path, undefined, rule]],
        JSON.stringify(part),
      );
  });

  it('has no instance name on another channel than ivr', () => {
    assert.deepEqual(outline(problemsOf(whatsapp('919000000004', { webhookInstanceName: 'Webhook' }))), [
      ['webhookInstanceName', undefined, 'conflict'],
    ]);
    for (const webhookInstanceName of ['', ' '])
      assert.deepEqual(problemsOf(whatsapp('919000000004', { webhookInstanceName })), []);
  });

  for (const channel of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])
    it(`on a channel called ${channel} is a problem like any other unknown channel`, () => {
      assert.deepEqual(
        outline(problemsOf(ivrTo(['a@x.org', { email: 'b@x.org' }], { channel: channel as never }))),
        [['channel', undefined, 'choice']],
      );
    });

  it('has settings within their ranges', () => {
    for (const options of [
      { recipientsPerRequest: 0 },
      { recipientsPerRequest: 1_001 },
      { recipientsPerRequest: 1.5 },
      { maxRecipients: -1 },
      { maxPauseMs: NaN },
    ])
      assert.deepEqual(outline(problemsOf(ivrTo('a@x.org'), options))[0], [
        Object.keys(options)[0],
        undefined,
        'range',
      ]);
    for (const wait of [{ timeoutMs: -1 }, { firstIntervalMs: NaN }])
      assert.deepEqual(outline(problemsOf(ivrTo('a@x.org'), { wait })), [
        [Object.keys(wait)[0], undefined, 'range'],
      ]);
  });
});
