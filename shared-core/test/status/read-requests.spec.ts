import assert from 'node:assert/strict';
import { requestsIn } from '../../src/status/read-requests.ts';

describe('The requests in a status input', () => {
  it('are found each once, and what is none is passed over', () => {
    assert.deepEqual(
      requestsIn({
        requests: ['ds-1', 7, '', { requestId: 'ds-2', api: 'v1' }, 'ds-1'],
      }),
      [
        { requestId: 'ds-1', api: 'v2', isApiAssumed: true },
        { requestId: 'ds-2', api: 'v1', isApiAssumed: false },
      ],
    );
    assert.deepEqual(requestsIn(undefined as never), []);
  });
});
