import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { identitiesOf, ivrTo } from '../../run-client.ts';
import { previewSend } from '../../preview-send.ts';
import { readList, RECIPIENTS, recipientsAt } from '../../../src/recipients/list/read-list.ts';

function listOf(input: unknown, identityField = 'email'): readonly unknown[] | string {
  const reading = readList(input, { ...RECIPIENTS, identityField });
  return 'list' in reading ? reading.list : reading.fault.message;
}

const TWO = ['ann@example.com', 'bob@example.com'];
const JSON_TWO = JSON.stringify(TWO);

describe('A list of recipients as text', () => {
  for (const [form, text] of [
    ['JSON', JSON_TWO],
    ['JSON behind a byte order mark', `\ufeff${JSON_TWO}`],
    ['JSON encoded twice', JSON.stringify(JSON_TWO)],
    ['JSON with escaped quotes', JSON_TWO.replaceAll('"', '\\"')],
    ['JSON with a comma too many', '["ann@example.com","bob@example.com",]'],
    ['JSON in a code fence', `\`\`\`json\n${JSON_TWO}\n\`\`\``],
    ['lines in a code fence', '~~~\nann@example.com\nbob@example.com\n~~~'],
    ['a code fence on one line', '```ann@example.com, bob@example.com```'],
    ['a code fence that begins on its first entry', '```ann@example.com\nbob@example.com```'],
    ['a code fence with a language', '```text \r\nann@example.com\r\nbob@example.com\r\n```'],
    ['an object around it', `{"recipients":${JSON_TWO}}`],
    ['single quotes', "['ann@example.com', 'bob@example.com']"],
    ['a tuple', "('ann@example.com', 'bob@example.com',)"],
    ['a set', '{"ann@example.com", "bob@example.com"}'],
    ['brackets without quotes', '[ann@example.com, bob@example.com]'],
    ['round brackets and semicolons', '(ann@example.com; bob@example.com)'],
    ['curly quotes', '[“ann@example.com”, “bob@example.com”]'],
    ['German and French quotes', '„ann@example.com“; «bob@example.com»'],
    ['a quoted column', '"ann@example.com"\n"bob@example.com"'],
    ['quotes with commas', "'ann@example.com', 'bob@example.com'"],
    ['PHP', "array('ann@example.com', 'bob@example.com')"],
    ['bullets', '- ann@example.com\n- bob@example.com\n'],
    ['dots', '• ann@example.com\r\n• bob@example.com'],
    ['numbers', '1. ann@example.com\n2. bob@example.com'],
    ['line ends of old Macs', 'ann@example.com\rbob@example.com'],
    ['blank lines', '\n\nann@example.com\n\n \nbob@example.com\n\n'],
    ['tabs', 'ann@example.com\tbob@example.com'],
    ['blanks', 'ann@example.com  bob@example.com'],
    ['separators at the ends of lines', 'ann@example.com;\r\n bob@example.com,\n'],
    ['names of a mail program', '"Example, Ann" <ann@example.com>; Bob <bob@example.com>'],
    ['names on lines', 'Ann <ann@example.com>\nBob Example <bob@example.com>'],
    ['names without separators', 'Ann <ann@example.com> Bob <bob@example.com>'],
  ] as const)
    it(`is read in ${form}`, () => {
      const list = listOf(text);
      assert.deepEqual(Array.isArray(list) ? list.map((entry: unknown) => String(entry).trim()) : list, TWO);
    });

  it('loses no entry to the mark of a code fence', () => {
    const entry = fc.stringMatching(/^(?:[\w.-]{1,8}@[a-z]{1,6}\.org|\d{6,12}|[a-z]{1,4}-?\d{1,4})$/);
    const fence = fc.constantFrom('`', '``', '```', '````', '~~~');
    const start = fc.constantFrom('', '\n', '\r\n', 'json\n', 'text \n');
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), fence, start, (entries, mark, first) => {
        fc.pre(mark.length > 2 || !/[a-z]/.test(first));
        assert.deepEqual(listOf(`${mark}${first}${entries.join('\n')}${mark}`), entries);
      }),
    );
  });

  it('is read as objects, one a line', () => {
    assert.deepEqual(listOf('{"email":"a@x.org"}\n\n{"email":"b@x.org"},'), [
      { email: 'a@x.org' },
      { email: 'b@x.org' },
    ]);
  });

  for (const text of [
    '["ann@example.com","bob@example.com"',
    "['ann@example.com', bob@example.com\"]",
    '[["a@x.org"], b]',
    '{"email":"a@x.org"',
    '{"email":"a@x.org"}\n{"email":',
    '```\nann@example.com',
    '"ann@example.com" "',
    '(ann@example.com',
    '„ann@example.com, bob@example.com',
  ])
    it(`is one fault where it cannot be read: ${text}`, () => {
      assert.match(String(listOf(text)), /looks like|begins like/);
    });

  for (const [why, text] of [
    ['a table without the column that counts', 'name,city\nAnn,Rome\nBob,Oslo'],
    ['a heading alone', 'email,name'],
    ['a name with a comma', 'Example, Ann <ann@example.com>, Bob <bob@example.com>'],
    ['a heading of a document', '# Recipients\nann@example.com\nbob@example.com'],
    ['the end of a list', 'ann@example.com, bob@example.com]'],
    ['the end of a quote', 'ann@example.com, bob@example.com"'],
    ['the end of a fence', 'ann@example.com\nbob@example.com```'],
    ['an object that was joined to a text', '[object Object]'],
    ['objects that were joined to a text', '[object Object],[object Object]'],
    ['an object of a function', '[object Promise]'],
    ['an expression in a list', '[{{ $json.email }}]'],
    ['a word for nothing in a list', '[undefined]'],
  ] as const)
    it(`sends to nobody for ${why}, also if invalid recipients are skipped`, () => {
      for (const api of ['v1', 'v2'] as const) {
        const { requests, problems } = previewSend(
          api,
          { channel: 'msteams', message: 'Hi', recipients: text },
          { onBadRecipient: 'skip' },
        );
        assert.ok(problems.length > 0);
        assert.deepEqual(requests, []);
      }
    });

  it('is read as a table of a document', () => {
    assert.deepEqual(listOf('| email | name |\n|---|:--|\n| a@x.org | Ann |'), [
      { email: 'a@x.org', name: 'Ann' },
    ]);
  });

  it('leaves to the identities what is a list for certain', () => {
    assert.deepEqual(listOf('+49 171 3920012, (0171) 3920013\n(202) 555-0100'), [
      '+49 171 3920012',
      ' (0171) 3920013',
      '(202) 555-0100',
    ]);
    assert.deepEqual(listOf("o'brien@example.com,ann@example.com"), [
      "o'brien@example.com",
      'ann@example.com',
    ]);
    assert.deepEqual(listOf("'+491713920012\n'+491713920013"), ["'+491713920012", "'+491713920013"]);
    assert.deepEqual(listOf('a@x.org,,b@x.org'), ['a@x.org', '', 'b@x.org']);
  });

  it('loses nobody of those whom a mail program names: each sign is read, or there is a fault', () => {
    const address = fc.stringMatching(/^[a-z]{1,6}@[a-z]{1,6}\.org$/);
    const name = fc.constantFrom(
      '',
      'Ann ',
      '"Example, Ann" ',
      'Ann @ Work ',
      'Müller, Jörg ',
      '=?UTF-8?Q?J=C3=B6rg?= ',
      '(x) ',
    );
    const entry = fc.record({
      name,
      address,
      isAngled: fc.boolean(),
      end: fc.constantFrom(', ', '; ', '\n', ';\r\n', ' '),
    });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), (entries) => {
        const text = entries
          .map((one) => `${one.name}${one.isAngled ? `<${one.address}>` : one.address}${one.end}`)
          .join('');
        const list = listOf(text);
        if (typeof list === 'string') return;
        const read = list.map(String).join('\n');
        for (const { address: wanted } of entries) assert.ok(read.includes(wanted), `${wanted} in ${text}`);
        assert.ok(!/[<>"]/.test(read) || !text.includes('<'), read);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never leaves a mark of its structure in an identity', () => {
    const marks = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '{',
      '}',
      '"',
      "'",
      '“',
      '”',
      '<',
      '>',
      ', ',
      '; ',
      '\n',
      '`',
    );
    const part = fc.oneof(fc.constantFrom(...TWO), marks);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
        const draft = previewSend('v2', ivrTo(parts.join('')), { onBadRecipient: 'skip' });
        for (const { body } of draft.requests)
          for (const identity of identitiesOf(body as Record<string, unknown>))
            assert.ok(TWO.includes((identity as { email: string }).email), JSON.stringify(identity));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes time in proportion to its length', () => {
    for (const text of [
      '[',
      '"',
      '<a@',
      'a@x ',
      '\n',
      ',',
      '- ',
      '“',
      '{"',
      '`',
      'a,b\n',
      '"a"',
      '\\"',
      '(1',
    ])
      listOf(text.repeat(50_000));
  }).timeout(10_000);

  it('is refused at its maximum before the rest is taken apart', () => {
    const many = Array.from({ length: 20 }, (_, index) => `p${index}@x.org`);
    for (const text of [
      many.join('\n'),
      `[${many.join(', ')}]`,
      `email;name\n${many.map((one) => `${one};A`).join('\n')}`,
      JSON.stringify(many),
      many.map((one) => `A <${one}>`).join(';'),
    ]) {
      const reading = readList(text, { ...RECIPIENTS, maximum: 10 });
      assert.ok('fault' in reading);
      assert.equal(reading.fault.rule, 'count');
    }
  });
});

describe('A table as text', () => {
  const ROWS = [
    { email: 'ann@example.com', name: 'Ann' },
    { email: 'bob@example.com', name: 'Bob' },
  ];
  for (const separator of [',', ';', '\t', '|'])
    for (const end of ['\n', '\r\n', '\r'])
      it(`is read with ${JSON.stringify(separator)} and ${JSON.stringify(end)}`, () => {
        const lines = [['email', 'name'], ...ROWS.map(({ email, name }) => [email, name])];
        const text = lines.map((cells) => cells.join(separator)).join(end);
        assert.deepEqual(listOf(text), ROWS);
        assert.deepEqual(listOf(`\ufeff${text}${end}${end}`), ROWS);
        assert.deepEqual(recipientsAt(text, [1]), [ROWS[1]]);
      });

  it('may have cells in quotes, with separators, quotes and line breaks in them', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r\n', ' ', 'ä', '|'),
      maxLength: 8,
    });
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (notes) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const text = ['email,"note"', ...notes.map((note) => `a@x.org,${quoted(note)}`)].join('\r\n');
        assert.deepEqual(
          listOf(text),
          notes.map((note) => ({ email: 'a@x.org', note })),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('may say its separator first, as Excel wants it', () => {
    assert.deepEqual(listOf('\ufeffsep=;\r\nemail;name\r\na@x.org;A, B'), [
      { email: 'a@x.org', name: 'A, B' },
    ]);
  });

  it('may have one column, if its heading is the identity field', () => {
    assert.deepEqual(listOf('Work Mail\na@x.org\nb@x.org', 'work mail'), [
      { 'Work Mail': 'a@x.org' },
      { 'Work Mail': 'b@x.org' },
    ]);
  });

  it('may have empty columns and rows that are shorter', () => {
    assert.deepEqual(listOf('email;name;\na@x.org;Ann;\nb@x.org\n;;'), [
      { email: 'a@x.org', name: 'Ann' },
      { email: 'b@x.org', name: '' },
      { email: '', name: '' },
    ]);
  });

  for (const [why, text] of [
    ['cells without a heading', 'email,name\na@x.org,Ann,Bonn'],
    ['two columns of one name', 'email,email\na@x.org,b@x.org'],
    ['quotes that do not match', 'email,name\na@x.org,"Ann'],
  ] as const)
    it(`is one fault with ${why}`, () => {
      assert.equal(typeof listOf(text), 'string');
    });

  it('is not seen where there is none', () => {
    assert.deepEqual(listOf('a@x.org, b@x.org\nc@x.org, d@x.org'), [
      'a@x.org',
      ' b@x.org',
      'c@x.org',
      ' d@x.org',
    ]);
    assert.deepEqual(listOf('emp-1, emp-2\nemp-3, emp-4'), ['emp-1', ' emp-2', 'emp-3', ' emp-4']);
    assert.deepEqual(listOf('+49 171 3920012; +49 171 3920013\n+49 171 3920014; 1'), [
      '+49 171 3920012',
      ' +49 171 3920013',
      '+49 171 3920014',
      ' 1',
    ]);
  });
});

describe('A list that is no text', () => {
  it('may be a set', () => {
    assert.deepEqual(listOf(new Set(TWO)), TWO);
  });

  for (const [type, value, words] of [
    ['a Map', new Map(), /Map/],
    ['a Buffer', Buffer.from('a@x.org'), /Buffer/],
    ['bytes', new Uint8Array(3), /Buffer/],
    ['a promise', Promise.resolve(TWO), /Promise/],
    ['a date', new Date(0), /Date/],
    ['an error', new Error('x'), /Error/],
    [
      'a generator',
      (function* people() {
        yield 'a@x.org';
      })(),
      /Generator/,
    ],
    ['an address of a page', new URL('https://x.org'), /URL/],
    ['a stream', Readable.from(['a@x.org']), /stream/],
    ['a number', 7, /must be a list, and not a number/],
    ['a function', () => TWO, /must be a list/],
  ] as const)
    it(`is named if it is ${type}`, () => {
      assert.match(String(listOf(value)), words);
    });
});
