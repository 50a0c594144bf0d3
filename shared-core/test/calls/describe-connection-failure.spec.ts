import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ConnectionFacts,
  describeConnectionFailure,
} from '../../src/calls/describe-connection-failure.ts';

/** An error as Node makes it. */
function failure(code: string, more: object = {}): Error {
  return Object.assign(new Error(`secret ${code}`), { code, ...more });
}

/** As axios and a host wrap it. */
function wrapped(error: Error): Error {
  return new Error('The service was not able to process your request', {
    cause: new Error(error.message, { cause: error }),
  });
}

const kindOf = (error: unknown, facts: Partial<ConnectionFacts> = {}): string =>
  describeConnectionFailure({ error, timeoutMs: 1_000, ...facts }).kind;

const ALERTS_OF_THE_HANDSHAKE = [
  'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
  'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE',
  'ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_UNKNOWN',
  'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED',
  'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  'ERR_SSL_TLSV1_ALERT_ACCESS_DENIED',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
  'ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY',
  'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
  'ERR_SSL_TLSV13_ALERT_MISSING_EXTENSION',
];

const ALERTS_AT_ANY_TIME = [
  'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC',
  'ERR_SSL_SSL/TLS_ALERT_UNEXPECTED_MESSAGE',
  'ERR_SSL_SSLV3_ALERT_ILLEGAL_PARAMETER',
  'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
  'ERR_SSL_TLSV1_ALERT_DECODE_ERROR',
  'ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR',
  'ERR_SSL_TLSV1_ALERT_RECORD_OVERFLOW',
  'ERR_SSL_TLSV1_ALERT_USER_CANCELLED',
  'ERR_SSL_TLSV1_ALERT_NO_RENEGOTIATION',
  'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
];

const BEFORE_WRITING = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNREFUSED',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CRL_HAS_EXPIRED',
  'INVALID_CA',
  'HOSTNAME_MISMATCH',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_DH_KEY_TOO_SMALL',
  'ERR_INVALID_URL',
  'ERR_INVALID_CHAR',
  'ERR_INVALID_HTTP_TOKEN',
  'ERR_UNESCAPED_CHARACTERS',
  'ERR_SOCKET_BAD_PORT',
];

const AT_ANY_TIME = [
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_BAD_RESPONSE',
  'HPE_INVALID_CONSTANT',
  'ERR_TLS_RENEGOTIATION_DISABLED',
  'ERR_HTTP_HEADERS_SENT',
  'SOMETHING_NEW',
  '',
];

describe('a failure of the connection', () => {
  for (const code of [...BEFORE_WRITING, ...ALERTS_OF_THE_HANDSHAKE])
    it(`is not sent if it was ${code}`, () => {
      assert.equal(kindOf(failure(code)), 'not-sent');
      assert.equal(kindOf(wrapped(failure(code))), 'not-sent');
    });

  for (const code of [...AT_ANY_TIME, ...ALERTS_AT_ANY_TIME])
    it(`is lost if it was ${code || 'an error without a code'}, and nothing says when`, () => {
      assert.equal(kindOf(failure(code)), 'lost');
      assert.equal(kindOf(wrapped(failure(code))), 'lost');
    });

  it('is not sent whatever it was, if there was no connection yet', () => {
    const codes = fc.constantFrom(...BEFORE_WRITING, ...AT_ANY_TIME, ...ALERTS_AT_ANY_TIME);
    fc.assert(
      fc.property(
        fc.oneof(codes, fc.string()),
        fc.constantFrom(undefined, 'timeout', 'cancel'),
        (code, endedBy) => {
          assert.equal(
            kindOf(failure(code), { stage: 'connecting', ...(endedBy && { endedBy }) }),
            'not-sent',
          );
        },
      ),
    );
  });

  it('is lost whatever it was, if the connection had carried an answer before', () => {
    const codes = [...BEFORE_WRITING, ...AT_ANY_TIME, ...ALERTS_AT_ANY_TIME, ...ALERTS_OF_THE_HANDSHAKE];
    for (const code of codes) assert.equal(kindOf(failure(code), { stage: 'kept' }), 'lost', code);
  });

  it('is lost on a new connection but for a refusal in the handshake: in TLS 1.3 it may come after the request', () => {
    for (const code of [...AT_ANY_TIME, ...ALERTS_AT_ANY_TIME])
      assert.equal(kindOf(failure(code), { stage: 'first' }), 'lost', code);
    for (const code of ALERTS_OF_THE_HANDSHAKE)
      assert.equal(kindOf(failure(code), { stage: 'first' }), 'not-sent', code);
  });

  it('names the client certificate that a gateway wants', () => {
    const { reason, hint } = describeConnectionFailure({
      error: failure('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'),
      timeoutMs: 1,
    });
    assert.match(reason, /gateway before it, .*client certificate/);
    assert.match(hint ?? '', /Ask who runs the gateway/);
  });

  it('finds the alert that Node puts into the words of an EPROTO only', () => {
    const eproto = (reason: string): Error =>
      Object.assign(new Error(`write EPROTO 80:error:0A00:SSL routines:ssl3_read_bytes:${reason}:ssl.c:1:`), {
        code: 'EPROTO',
        syscall: 'write',
      });
    assert.equal(kindOf(eproto('wrong version number')), 'not-sent');
    assert.equal(kindOf(eproto('sslv3 alert handshake failure')), 'not-sent');
    assert.equal(kindOf(eproto('tlsv13 alert certificate required')), 'not-sent');
    assert.equal(kindOf(eproto('sslv3 alert bad record mac')), 'lost');
  });

  it('is not sent if the connection ended before TLS stood', () => {
    const words = 'Client network socket disconnected before secure TLS connection was established';
    assert.equal(kindOf(Object.assign(new Error(words), { code: 'ECONNRESET' })), 'not-sent');
  });

  it('is not sent if it was a system call of connecting, to every address', () => {
    for (const syscall of ['connect', 'getaddrinfo', 'queryA'])
      assert.equal(kindOf(wrapped(failure('ETIMEDOUT', { syscall }))), 'not-sent');
    const errors = [
      failure('EHOSTUNREACH', { syscall: 'connect' }),
      failure('ETIMEDOUT', { syscall: 'read' }),
    ];
    const [first = new Error(), second] = errors;
    assert.equal(
      kindOf(Object.assign(new AggregateError([first, first]), { code: 'ETIMEDOUT' })),
      'not-sent',
    );
    assert.equal(kindOf(Object.assign(new AggregateError([first, second]), { code: 'ETIMEDOUT' })), 'lost');
  });

  describe('of a proxy', () => {
    it('is not sent, and says the status and what to do', () => {
      for (const proxyStatus of [200, 301, 403, 407, 502, 503])
        assert.equal(kindOf(undefined, { proxyStatus }), 'not-sent');
      assert.match(
        describeConnectionFailure({ proxyStatus: 407, timeoutMs: 1 }).reason,
        /the proxy refuses the connection \(407\): check its user name and password/,
      );
    });

    it('is known by the words of the libraries that open a tunnel', () => {
      for (const words of [
        'Bad response: 502',
        'Proxy connection ended before receiving CONNECT response',
        'No header received from proxy CONNECT response',
        'Invalid header from proxy CONNECT response: "x"',
      ]) {
        const { kind, reason } = describeConnectionFailure({
          error: wrapped(new Error(words)),
          timeoutMs: 1,
        });
        assert.deepEqual([kind, reason.includes('the proxy')], ['not-sent', true], words);
      }
    });
  });

  describe("that is n8n's SSRF protection", () => {
    class SsrfBlockedIpError extends Error {
      readonly description = 'The target 10.0.0.1 is not allowed';
    }

    for (const [what, error] of [
      ['itself', new SsrfBlockedIpError('It is blocked')],
      ['in another', wrapped(new SsrfBlockedIpError('It is blocked'))],
      [
        'by name',
        Object.assign(new Error('It is blocked'), {
          name: 'SsrfBlockedHostnameError',
          description: 'The target 10.0.0.1 is not allowed',
        }),
      ],
    ] as const)
      it(`is not sent, with its own words (${what})`, () => {
        const { kind, reason, hint } = describeConnectionFailure({ error, timeoutMs: 1_000 });
        assert.equal(kind, 'not-sent');
        assert.match(reason, /SSRF protection.* It is blocked\. The target 10\.0\.0\.1 is not allowed\.$/);
        assert.match(hint ?? '', /N8N_SSRF_ALLOWED_IP_RANGES/);
      });
  });

  it('ends in bounded time for errors that wrap each other in a circle', () => {
    const first = new Error('first');
    const second = new Error('second', { cause: first });
    first.cause = second;
    assert.equal(kindOf(first), 'lost');
    let deep = failure('ENOTFOUND');
    for (let depth = 0; depth < 1_000; depth++) deep = new Error('outer', { cause: deep });
    assert.equal(kindOf(deep), 'lost');
  });

  it('takes anything that is thrown, and quotes no message', () => {
    fc.assert(
      fc.property(fc.anything(), (error) => {
        assert.match(describeConnectionFailure({ error, timeoutMs: 1 }).reason, /\.$/);
      }),
    );
    for (const code of [...BEFORE_WRITING, ...AT_ANY_TIME])
      assert.doesNotMatch(describeConnectionFailure({ error: failure(code), timeoutMs: 1 }).reason, /secret/);
  });

  it('is a time-out if that of the host ended it, and lost', () => {
    for (const code of ['ECONNABORTED', 'ETIMEDOUT']) {
      const { kind, endedBy, reason } = describeConnectionFailure({ error: failure(code), timeoutMs: 1_000 });
      assert.deepEqual([kind, endedBy, reason], ['lost', 'timeout', 'no answer within 1 s.']);
    }
  });
});
