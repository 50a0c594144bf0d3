import assert from 'node:assert/strict';
import { describeFailure } from '../adapters/N8nHttp.ts';

/** As Node makes it, and as axios and n8n wrap it. */
function failure(syscall: string, code: string): Error {
  const ofNode = Object.assign(new Error(`${syscall} ${code}`), { code, syscall });
  const ofAxios = Object.assign(new Error(ofNode.message, { cause: ofNode }), { code });
  return new Error('The service was not able to process your request', { cause: ofAxios });
}

describe('a failure of the network in n8n', () => {
  for (const code of ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])
    it(`is not sent if it was ${code} when it connected`, () => {
      assert.equal(describeFailure(failure('connect', code), 1_000, false).kind, 'not-sent');
    });

  it('is not sent if no address of the host could be connected to in time', () => {
    const errors = ['192.0.2.1', '2001:db8::1'].map((address) =>
      Object.assign(new Error(`connect ETIMEDOUT ${address}`), { code: 'ETIMEDOUT', syscall: 'connect' }),
    );
    const ofNode = Object.assign(new AggregateError(errors), { code: 'ETIMEDOUT' });
    const { kind, endedBy } = describeFailure(new Error('Timed out', { cause: ofNode }), 1_000, false);
    assert.deepEqual([kind, endedBy], ['not-sent', undefined]);
  });

  it('is lost if the time was over after it had connected', () => {
    for (const code of ['ECONNABORTED', 'ETIMEDOUT']) {
      const ofAxios = Object.assign(new Error('timeout of 1000ms exceeded'), { code });
      const { kind, endedBy } = describeFailure(new Error('Timed out', { cause: ofAxios }), 1_000, false);
      assert.deepEqual([kind, endedBy], ['lost', 'timeout']);
    }
  });

  for (const code of ['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ECONNRESET', 'EPIPE'])
    for (const syscall of ['read', 'write'])
      it(`is lost if it was ${code} in a ${syscall}: the way can go while an answer is waited for`, () => {
        assert.equal(describeFailure(failure(syscall, code), 1_000, false).kind, 'lost');
      });

  it('is lost if there was no way to the host, and nothing says that it was when it connected', () => {
    for (const code of ['EHOSTUNREACH', 'ENETUNREACH']) {
      const bare = Object.assign(new Error(code), { code });
      assert.equal(describeFailure(bare, 1_000, false).kind, 'lost');
    }
  });

  it('is not sent if TLS failed, which Node calls a write', () => {
    assert.equal(describeFailure(failure('write', 'EPROTO'), 1_000, false).kind, 'not-sent');
  });
});
