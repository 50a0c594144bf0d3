import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compileMessage, fillPlaceholders } from '../../src/recipients/placeholders.ts';
import type { SendInput, SendV2Input } from '../../src/vocabulary/inputs.ts';
import type { SendOptions } from '../../src/vocabulary/options.ts';
import { ACCEPTED, createBench, fates, identitiesOf, ivrTo } from '../run-client.ts';
import { previewSend } from '../preview-send.ts';

type Rows = SendV2Input['recipients'];

/** What each reads by the preview, once it is certain that the body says the same. */
async function textsOf(message: unknown, rows: Rows, options: SendOptions = {}): Promise<string[]> {
  const bench = createBench([ACCEPTED]);
  const input = ivrTo(rows, {
    message: message as string,
    ...(typeof message === 'string' ? {} : { messageType: 'template' }),
  });
  const plan = await bench.run(bench.client.plan('v2', input, options));
  const shown = plan.preview().filter(({ requestNumber }) => requestNumber !== undefined);
  const report = await bench.run(plan.send());
  assert.equal(report.counts.accepted, shown.length);
  const sent = bench.bodies().flatMap((body) => {
    const { value } = body['content'] as { value: unknown };
    return identitiesOf(body).map((identity) => asPlatform(value, identity as WireRow));
  });
  assert.deepEqual(
    shown.map(({ text }) => text),
    sent,
  );
  return sent;
}

interface WireRow {
  readonly customMessage?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** The platform puts each parameter where its name stands in braces, once. */
function asPlatform(value: unknown, { customMessage, parameters = {} }: WireRow): string {
  const text = customMessage ?? (typeof value === 'string' ? value : JSON.stringify(value));
  return text.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? (parameters[name] ?? '') : whole,
  );
}

describe('A placeholder', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter(
      (text) =>
        !/[{}"'.;\ufffd]|=>|\(\)/.test(text) &&
        text.trim() !== '' &&
        !/[\p{Surrogate}\p{Cc}\p{Cf}]/u.test(text),
    );

  it('is any name of a field between braces, with blanks around it or not', async () => {
    await fc.assert(
      fc.asyncProperty(name, fc.constantFrom('', ' '), async (field, blank) => {
        const texts = await textsOf(`Hello {${blank}${field}${blank}}!`, [
          { email: 'a@x.org', [field]: 'Ann' },
        ]);
        assert.deepEqual(texts, ['Hello Ann!']);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps its value apart from those of others whose plain names would be the same', async () => {
    const row = {
      email: 'a@x.org',
      'First Name': 1,
      First_Name: 2,
      'First-Name': 3,
      'first name': 4,
      имя: 5,
      '1': 6,
    };
    assert.deepEqual(
      await textsOf('{First Name} { First_Name } {First-Name} {имя} {1} {{First_Name_2}}', [row]),
      ['1 2 3 5 6 {{First_Name_2}}'],
    );
  });

  it('reaches into objects by dots, also for a message of their own', async () => {
    const row = { email: 'a@x.org', order: { id: 'A-1' }, customMessage: 'Order { order.id }' };
    assert.deepEqual(await textsOf('Hi', [row]), ['Order A-1']);
  });

  it('has on the wire a name of letters, digits and underscores', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), (names) => {
        const { names: found, wireNames } = compileMessage(names.map((one) => `{${one}}`).join(' '));
        const wire = found.map((one) => wireNames.get(one) ?? '');
        assert.equal(new Set(wire).size, wire.length);
        for (const one of wire) assert.match(one, /^[A-Za-z_]\w*$/);
      }),
    );
  });

  for (const text of [
    '{}',
    '{ }',
    '{"a": 1}',
    "{ 'a': 1 }",
    '{{name}}',
    '${name}',
    '{{ $json.name }}',
    '{a{b',
    'function f() { return x; }',
    'p { color: red; }',
    '{\n b\n}',
  ])
    it(`is not what stands in ${text}`, () => {
      const { names, wire } = compileMessage(text);
      assert.deepEqual(names, []);
      assert.equal(wire, text);
    });

  it('that is a value stays what it is', async () => {
    assert.deepEqual(await textsOf('Is {a} {b}', [{ email: 'a@x.org', a: '{b}', b: 'x' }]), ['Is {b} x']);
  });

  it('is found in a template at any depth', async () => {
    const card = { body: [{ text: 'Hi {First Name}', 'a {key}': 1 }] };
    assert.deepEqual(await textsOf(card, [{ email: 'a@x.org', 'First Name': 'Ann "A"' }]), [
      '{"body":[{"text":"Hi Ann "A"","a {key}":1}]}',
    ]);
  });

  it('costs time in proportion to the text', () => {
    for (const text of [
      '{'.repeat(100_000),
      '{a'.repeat(50_000),
      `{${'x'.repeat(100_000)}`,
      '{a}'.repeat(30_000),
    ]) {
      compileMessage(text);
      fillPlaceholders(text, { a: 'b' });
    }
  }).timeout(2_000);

  describe('without a value', () => {
    const problemsOf = (row: object, options: SendOptions = {}) =>
      previewSend('v2', ivrTo([row], { message: 'Hi {First Nmae}' }), options).problems;

    it('asks for the field that is nearly meant, and says which there are', () => {
      assert.deepEqual(
        problemsOf({ email: 'a@x.org', 'First Name': 'Ann' }).map(({ message, remedy }) => [message, remedy]),
        [
          [
            'There is no value for {First Nmae}.',
            'Did you mean {First Name}? The row has email, First Name.',
          ],
        ],
      );
    });

    it('says that the field is empty, if it is', () => {
      const [problem] = problemsOf({ email: 'a@x.org', 'first nmae': ' \u200b ' });
      assert.match(problem?.message ?? '', /the field is empty/);
    });

    it('is a conflict, if two fields could have it', () => {
      assert.deepEqual(
        problemsOf({ email: 'a@x.org', 'FIRST NMAE': 'a', 'first nmae': 'b' }).map(({ rule }) => rule),
        ['conflict'],
      );
    });
  });

  describe('of another language', () => {
    for (const [message, shown] of [
      ['Hello {{ $json.name }}', '{{ $json.name }}'],
      ['Hello ${name}', '${name}'],
      ['Hello {{{name}}}', '{{name}}'],
      ['Hello {name}}', '{name}}'],
      ['Hello {{name}', '{{name}'],
      ['Hello {First Name', '{First Name'],
      ['Hello <%= name %>', '<%= name %>'],
      ['Hello [[name]]', '[[name]]'],
      ['Hello <<name>>', '<<name>>'],
      ['Hello *|FNAME|*', '*|FNAME|*'],
      ['Hello %FirstName%', '%FirstName%'],
      ['Hello ｛name｝', '｛name｝'],
    ] as const)
      it(`is sent as it stands, with one warning: ${message}`, async () => {
        const bench = createBench([ACCEPTED]);
        const report = await bench.run(bench.client.sendV2(ivrTo(['a@x.org', 'b@x.org'], { message })));
        assert.equal(report.counts.accepted, 2);
        assert.deepEqual(
          report.warnings.map((one) => [one.path, one.recipientIndex, one.message.includes(shown)]),
          [['message', undefined, true]],
        );
      });

    it('is seen in no ordinary text', async () => {
      const bench = createBench([ACCEPTED]);
      const message =
        'Save 20% on 5 % of all: [1], <b>, a << b, f(x) = {}, {"a":{"b":1}}, «Bonjour», %20%C3%A4%, :-{ and x{1';
      const report = await bench.run(bench.client.sendV2(ivrTo(['a@x.org'], { message })));
      assert.deepEqual(report.warnings, []);
    });

    it('may stand in a card', async () => {
      const bench = createBench([ACCEPTED]);
      const message = { text: '${name}', date: '{{DATE(2026-11-26T10:00:00Z, SHORT)}}' };
      const report = await bench.run(
        bench.client.sendV2(ivrTo(['a@x.org'], { messageType: 'template', message })),
      );
      assert.deepEqual(report.warnings, []);
    });
  });
});

describe('A value of a WhatsApp template', () => {
  it('may have no line break, which is told', async () => {
    const bench = createBench([ACCEPTED]);
    const recipients = [{ phoneNumber: '+491713920012', a: 'x\ny', b: 'x y' }];
    const input = { channel: 'whatsapp', message: '{a} {b}', recipients } as const;
    const report = await bench.run(bench.client.sendV2(input));
    assert.deepEqual(
      report.warnings.map(({ path }) => path),
      ['recipients[0].parameters.a'],
    );
    const filled = await bench.run(bench.client.sendV2(input, { fillEach: true }));
    assert.deepEqual(filled.warnings, []);
  });
});

describe('A value', () => {
  const warningsOf = async (value: unknown): Promise<string[]> => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(
      bench.client.sendV2(ivrTo([{ email: 'a@x.org', value }], { message: 'Is {value}' })),
    );
    return report.warnings.map(({ path }) => path);
  };

  it('that is ordinary raises no warning', async () => {
    for (const value of [
      0,
      false,
      '01067',
      'R&D',
      'C# 7',
      '100000',
      'null and void',
      '#1',
      'a & b',
      '12.5',
      'undefined behaviour',
      '{}',
      '{"a":1}',
      'f(x) = {1, 2}',
      -3.25,
      2 ** 53 - 1,
    ])
      assert.deepEqual(await warningsOf(value), [], String(value));
  });

  it('that was broken upstream raises one', async () => {
    for (const value of [
      '#N/A',
      '#REF!',
      'J\ufffdrgen',
      '[object Object]',
      'undefined',
      'NaN',
      'O&#39;Neil',
      '{{ x }}',
      '{b}',
      'Dear {First Name}',
      '{prénom}',
    ])
      assert.deepEqual(await warningsOf(value), ['recipients[0].value'], value);
  });

  it('of a date and of a big integer is its text', async () => {
    const rows = [{ email: 'a@x.org', due: new Date(0), id: 340434161094042557n }];
    assert.deepEqual(await textsOf('{due} {id}', rows as unknown as Rows), [
      '1970-01-01T00:00:00.000Z 340434161094042557',
    ]);
  });

  it('that can have no text is one problem, which names what it is', () => {
    for (const [value, words] of [
      [new Date(NaN), /date that does not exist/],
      [['x'], /a list/],
      [{ x: 1 }, /an object/],
      [new Uint8Array(2), /binary data/],
      [() => 1, /a function/],
      [2 ** 60, /last digits/],
      [1e21, /last digits|exponent/],
      [NaN, /NaN/],
    ] as const) {
      const { problems } = previewSend('v2', ivrTo([{ email: 'a@x.org', value }], { message: 'Is {value}' }));
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.message ?? '', words);
      assert.equal(problems[0]?.path, 'recipients[0].value');
    }
  });

  it('may stand in the row if parameters do not have it', async () => {
    const rows = [{ email: 'a@x.org', name: 'Ann', parameters: { city: 'Bonn', utm: 'x' } }];
    assert.deepEqual(await textsOf('{name} {city}', rows), ['Ann Bonn']);
  });
});

describe('Rows that are plain data', () => {
  it('keep parameters and customMessage for placeholders', async () => {
    const rows = [{ email: 'a@x.org', parameters: 'many', customMessage: 'none' }];
    assert.deepEqual(await textsOf('{parameters} {customMessage}', rows, { rowsArePlainData: true }), [
      'many none',
    ]);
  });
});

describe('Send Notification, which sends one text to all', () => {
  const to = (recipients: Rows, more: Partial<SendInput> = {}): SendInput => ({
    channel: 'msteams',
    message: 'Hello {name}',
    recipients,
    ...more,
  });

  it('refuses a placeholder that a row could fill, and names both ways out', async () => {
    const bench = createBench([ACCEPTED]);
    const error = await bench.fail(
      bench.client.send(to([{ email: 'a@x.org', Name: 'Ann' }]), { onBadRecipient: 'skip' }),
    );
    assert.deepEqual(
      error.problems.map(({ path, rule }) => [path, rule]),
      [['message', 'placeholder']],
    );
    assert.match(error.message, /\{name\}.*V2.*Fill for each recipient/s);
    assert.equal(bench.http.requests.length, 0);
  });

  it('warns of one that no row could fill, and sends it', async () => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(bench.client.send(to(['a@x.org', { email: 'b@x.org' }])));
    assert.deepEqual(fates(report), ['accepted', 'accepted']);
    assert.deepEqual(
      report.warnings.map(({ path }) => path),
      ['message'],
    );
  });

  it('says nothing of braces in a script', async () => {
    const bench = createBench([ACCEPTED]);
    const report = await bench.run(
      bench.client.send(
        to([{ email: 'a@x.org', name: 'Ann' }], { messageType: 'script', message: 'if (a) {name}' }),
      ),
    );
    assert.deepEqual(report.warnings, []);
  });

  describe('with fillEach', () => {
    const ROWS = [
      { email: 'a@x.org', city: 'Bonn' },
      { email: 'b@x.org', city: 'Rome' },
      { email: 'c@x.org', city: 'Bonn' },
      { email: 'd@x.org', city: '' },
      { email: 'a@x.org', city: 'Bonn' },
      { email: 'e@x.org', city: 'Bonn' },
    ];
    const message = 'Hello {city}';
    const options: SendOptions = { fillEach: true, onBadRecipient: 'skip', recipientsPerRequest: 2 };

    it('makes one request a different text, and says so before', async () => {
      const bench = createBench([ACCEPTED]);
      const plan = await bench.run(bench.client.plan('v1', to(ROWS, { message }), options));
      assert.equal(plan.requests, 3);
      assert.deepEqual(
        plan.preview().map(({ text, requestNumber, reason }) => [text, requestNumber, reason]),
        [
          ['Hello Bonn', 1, undefined],
          ['Hello Rome', 3, undefined],
          ['Hello Bonn', 1, undefined],
          [message, undefined, 'invalid'],
          ['Hello Bonn', undefined, 'duplicate'],
          ['Hello Bonn', 2, undefined],
        ],
      );
      const report = await bench.run(plan.send());
      assert.deepEqual(fates(report), [
        'accepted',
        'accepted',
        'accepted',
        'unsent: invalid',
        'unsent: duplicate',
        'accepted',
      ]);
      assert.deepEqual(
        bench.bodies().map((body) => [(body['message'] as { val: string }).val, identitiesOf(body)]),
        [
          ['Hello Bonn', ['a@x.org', 'c@x.org']],
          ['Hello Bonn', ['e@x.org']],
          ['Hello Rome', ['b@x.org']],
        ],
      );
      assert.deepEqual(
        report.requests.map(({ firstIndex, lastIndex, indices }) => [firstIndex, lastIndex, indices]),
        [
          [0, 2, [0, 2]],
          [1, 1, undefined],
          [5, 5, undefined],
        ],
      );
    });

    it('fills a card without touching its structure', async () => {
      const bench = createBench([ACCEPTED]);
      const card = { body: [{ text: 'Hi {city}' }] };
      const rows = [{ email: 'a@x.org', city: 'B"o}nn' }];
      await bench.run(
        bench.client.send(to(rows, { messageType: 'card', message: card }), { fillEach: true }),
      );
      const [body] = bench.bodies();
      assert.deepEqual(JSON.parse((body?.['message'] as { val: string }).val), {
        body: [{ text: 'Hi B"o}nn' }],
      });
    });

    it('sends to everybody exactly once, whatever the texts and however many a request', async () => {
      const row = fc.record({
        email: fc.integer({ min: 0, max: 30 }).map((id) => `p${id}@x.org`),
        city: fc.constantFrom('A', 'B', 'C'),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(row, { minLength: 1, maxLength: 40 }),
          fc.integer({ min: 1, max: 5 }),
          async (rows, recipientsPerRequest) => {
            const bench = createBench([ACCEPTED]);
            const report = await bench.run(
              bench.client.send(to(rows, { message }), { fillEach: true, recipientsPerRequest }),
            );
            const sent = bench
              .bodies()
              .flatMap((body) =>
                identitiesOf(body).map(
                  (identity) => `${(body['message'] as { val: string }).val} ${String(identity)}`,
                ),
              );
            const wanted = new Set(rows.map(({ email, city }) => `Hello ${city} ${email}`));
            assert.deepEqual([...sent].sort(), [...wanted].sort());
            assert.equal(report.counts.accepted, wanted.size);
            assert.ok(bench.bodies().every((body) => identitiesOf(body).length <= recipientsPerRequest));
          },
        ),
        { numRuns: 100 },
      );
    });
  });
});

describe('Send Notification V2 with fillEach', () => {
  it('sends values that the API does not take as a message of their own', async () => {
    const bench = createBench([ACCEPTED]);
    const rows = [
      { email: 'a@x.org', note: 'short' },
      { email: 'b@x.org', note: 'x'.repeat(201) },
      { email: 'c@x.org', note: 'two\nlines' },
    ];
    const report = await bench.run(
      bench.client.sendV2(ivrTo(rows, { message: 'Note: {note}' }), { fillEach: true }),
    );
    assert.equal(report.counts.accepted, 3);
    assert.deepEqual(bench.bodies().flatMap(identitiesOf), [
      { email: 'a@x.org', parameters: { note: 'short' } },
      { email: 'b@x.org', customMessage: `Note: ${'x'.repeat(201)}` },
      { email: 'c@x.org', customMessage: 'Note: two\nlines' },
    ]);
  });
});
