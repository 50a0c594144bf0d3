import assert from 'node:assert/strict';
import type { HttpAnswer } from '../../src/ports.ts';
import { mayHaveBeenDone } from '../../src/resilience/classify-failure.ts';
describe('Whether a request may have been carried out', () => {
  const answer = (status: number, body = '{}', headers = {}): HttpAnswer => ({
    kind: 'answer',
    status,
    headers,
    body,
  });

  it('is answered with yes after a success, a failure of the platform, or a lost answer', () => {
    for (const result of [answer(200), answer(200, '<html>'), answer(500), answer(503)])
      assert.equal(mayHaveBeenDone(result), true, `${result.status}`);
    assert.equal(mayHaveBeenDone({ kind: 'lost', reason: 'reset' }), true);
  });

  it('is answered with no after a refusal, or if it never left', () => {
    const busy = answer(503, '', { 'retry-after': '1' });
    const limited = answer(500, '{"errors":[{"msg":"Rate limit for this API has been reached."}]}');
    for (const result of [answer(302), answer(401), answer(412), answer(413), answer(429), busy, limited])
      assert.equal(mayHaveBeenDone(result), false, `${result.status}`);
    assert.equal(mayHaveBeenDone({ kind: 'not-sent', reason: 'refused' }), false);
  });
});
