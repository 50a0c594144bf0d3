import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonAnswer } from '../../src/testing/index.ts';
import { createBench, fates, textTo } from '../run-client.ts';

const MESSAGE = 'Hello Ann, your code is 8264-kingfisher';
const TOKEN = `eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.${'x'.repeat(43)}`;

async function send(answer: object) {
  const bench = createBench([jsonAnswer(200, answer)]);
  bench.signer.sign = () => TOKEN;
  const input = { ...textTo('ann@example.com'), message: MESSAGE };
  const report = await bench.run(bench.client.send(input));
  return { bench, report, shown: JSON.stringify([report.requests, report.pendingRequestIds, bench.logged]) };
}

/** Nothing that turns a terminal, begins a line or fills the memory. */
function assertTidy(text: string): void {
  assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
}

describe('The answer of a send that was taken', () => {
  it('is told without what the request carried, and within bounds, whatever its status says', async () => {
    const status = `queued: ${MESSAGE} for ann@example.com by ${TOKEN}\n\u202e${'z'.repeat(5_000)}`;
    const { report, shown } = await send({ _id: 'ds-1', status });
    const jobStatus = report.requests[0]?.jobStatus ?? '';
    assert.match(jobStatus, /^queued: /);
    assert.ok(jobStatus.length <= 301, String(jobStatus.length));
    assertTidy(jobStatus);
    for (const hidden of ['kingfisher', 'ann@example', 'eyJ']) assert.ok(!shown.includes(hidden), hidden);
  });

  it('is told in the words of the platform where they are known', async () => {
    for (const [status, told] of [
      ['IN_PROGRESS', 'IN_PROGRESS'],
      ['in progress', 'IN_PROGRESS'],
      ['Queued', 'Queued'],
      ['  ', 'IN_PROGRESS'],
      [7, 'IN_PROGRESS'],
    ])
      assert.equal((await send({ _id: 'ds-1', status })).report.requests[0]?.jobStatus, told);
  });

  for (const [what, id] of [
    ['a new line of the log', 'ds-1\n[info] Accepted: ds-2\u001b[2J\u202e'],
    ['a long text', 'd'.repeat(4_000_000)],
    ['the token', TOKEN],
    ['the token among other things', `ds-1 ${TOKEN}`],
    ['the message', MESSAGE],
  ] as const)
    it(`is no lost answer, and shows nothing that it should not, where its id is ${what}`, async () => {
      const { bench, report, shown } = await send({ _id: id });
      assert.deepEqual(fates(report), ['accepted']);
      const { requestId = '' } = report.requests[0] ?? {};
      assert.ok(requestId !== '' && requestId.length <= 200, requestId.slice(0, 300));
      assertTidy(requestId);
      for (const hidden of ['kingfisher', 'eyJ']) assert.ok(!shown.includes(hidden), hidden);
      for (const { message, details } of bench.logged) {
        assertTidy(message);
        assert.ok(message.length + JSON.stringify(details ?? '').length < 3_000);
      }
      assert.equal(bench.http.requests.length, 1);
    });

  it('has its id as it came, but for blanks around it', async () => {
    for (const id of [
      'ds-0b3f3ad5-1a4c-4d44-9fd6-7bd5a2f0c0de',
      'ds-0b3f3ad51a4c4d449fd67bd5a2f0c0de',
      'Ann',
      'a.b:c/d e',
    ])
      assert.equal((await send({ _id: ` ${id}\n` })).report.requests[0]?.requestId, id);
    // Nothing is left of it: no id that this call answers.
    for (const id of ['', ' ', '\u202e\u0000'])
      assert.deepEqual(fates((await send({ _id: id })).report), ['unknown: unreadable_answer']);
  });

  it('stays in one line, whatever it holds', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (id, status) => {
        const { bench, report } = await send({ _id: `${id}x`, status });
        assert.deepEqual(fates(report), ['accepted']);
        assertTidy(report.requests[0]?.requestId ?? '');
        assertTidy(report.requests[0]?.jobStatus ?? '');
        for (const { message } of bench.logged) assertTidy(message);
      }),
      { numRuns: 100 },
    ));
});
