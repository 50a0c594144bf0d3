import type { HttpFailure } from '../vocabulary/ports.ts';

/** What an adapter knows of a request that got no answer of the platform. */
export interface ConnectionFacts {
  /** What was thrown. The errors that it wraps count too. */
  readonly error?: unknown;
  /**
   * How far the request got, if the host can tell. `connecting`: no connection yet, TLS included. `first`, `kept`: it
   * may have been written, to a new connection or to one that was kept alive. Without it only the error decides.
   */
  readonly stage?: 'connecting' | 'first' | 'kept';
  /** True if a proxy failed or refused before there was a way to the platform. */
  readonly isOfProxy?: boolean;
  /** The status with which a proxy refused. */
  readonly proxyStatus?: number;
  /** If the adapter itself ended the request. */
  readonly endedBy?: HttpFailure['endedBy'];
  /** Timeout of the request, in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Whether a request without an answer was certainly not sent, and why, in words for the user. The rules are here for
 * every host (docs/another-host.md#not-sent-against-lost): an error that may come after something was written is
 * `lost`. Messages of others are not quoted, since they can hold the request; only n8n's SSRF protection is, which
 * names just the target.
 */
export function describeConnectionFailure(facts: ConnectionFacts): HttpFailure {
  const { stage, endedBy, timeoutMs } = facts;
  const isConnecting = stage === 'connecting';
  if (endedBy === 'cancel')
    return { kind: isConnecting ? 'not-sent' : 'lost', reason: 'the request was cancelled.', endedBy };
  if (endedBy === 'timeout') return timedOut(isConnecting ? 'not-sent' : 'lost', timeoutMs);

  const errors = errorsIn(facts.error);
  const blocked = errors.find(isBlocked);
  if (blocked !== undefined) return { kind: 'not-sent', ...blockedWords(blocked) };
  const code = codeIn(errors);
  if (code === TOO_LARGE) return { kind: 'lost', reason: 'it is larger than 5 MB.', endedBy: 'size' };
  const proxyStatus = facts.proxyStatus ?? proxyStatusIn(errors);
  if (facts.isOfProxy === true || proxyStatus !== undefined || errors.some(isOfConnect))
    return { kind: 'not-sent', ...proxyWords(proxyStatus, code, errors) };
  const kind = isConnecting || isBeforeWriting(errors, code, stage) ? 'not-sent' : 'lost';
  // The time-outs of a host, where they are not ours.
  if (kind === 'lost' && TIMED_OUT.test(code) && !errors.some(hasSystemCall))
    return timedOut(kind, timeoutMs);
  return { kind, ...wordsFor(kind, code) };
}

/** Code with which an adapter fails an answer that is larger than it may be. */
export const TOO_LARGE = 'ERR_ANSWER_TOO_LARGE';

type Words = Pick<HttpFailure, 'reason' | 'hint'>;

function timedOut(kind: HttpFailure['kind'], timeoutMs: number): HttpFailure {
  const what = kind === 'not-sent' ? 'connection' : 'answer';
  return { kind, reason: `no ${what} within ${timeoutMs / 1000} s.`, endedBy: 'timeout' };
}

const TIMED_OUT = /^(?:ECONNABORTED|ETIMEDOUT)$/;

/** Errors that only come before the first byte of a request is written. */
function isBeforeWriting(errors: readonly Failure[], code: string, stage: ConnectionFacts['stage']): boolean {
  const isRefusedInHandshake = HANDSHAKE_ALERT.test(code);
  // In TLS 1.3 the client may write before the server has looked at its certificate. On a kept connection that is long over.
  if (stage !== undefined) return stage === 'first' && isRefusedInHandshake;
  return (
    isRefusedInHandshake ||
    NOT_BUILT.test(code) ||
    NOT_FOUND.test(code) ||
    NOT_TRUSTED.test(code) ||
    NO_TLS.test(code) ||
    errors.some((error) => isOfConnecting(error) || error.message.startsWith(NO_HANDSHAKE))
  );
}

/** The request or the way to it could not even be described. */
const NOT_BUILT =
  /^ERR_(?:INVALID_(?:URL|CHAR|HTTP_TOKEN|PROTOCOL|IP_ADDRESS)|HTTP_INVALID_HEADER_VALUE|UNESCAPED_CHARACTERS|SOCKET_BAD_PORT|PROXY_\w+)$/;
const NOT_FOUND = /^(?:ENOTFOUND|EAI_\w+|ECONNREFUSED)$/;
/** What Node says of a certificate that it does not accept. */
const NOT_TRUSTED =
  /^(?:CERT_\w+|CRL_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED|ERROR_IN_\w+|ERR_TLS_(?:CERT_\w+|DH_PARAM_SIZE))$/;
/** TLS could not be agreed upon; `EPROTO` unless it names an alert that can come later. */
const NO_TLS =
  /^(?:EPROTO|ERR_TLS_(?:INVALID_\w+|HANDSHAKE_TIMEOUT|PROTOCOL_\w+|REQUIRED_SERVER_NAME)|ERR_SSL_(?:WRONG_VERSION_NUMBER|WRONG_SSL_VERSION|UNKNOWN_PROTOCOL|UNSUPPORTED_PROTOCOL|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|NO_PROTOCOLS_AVAILABLE|NO_CIPHERS_AVAILABLE|VERSION_TOO_LOW|\w+_KEY_TOO_SMALL|\w+_MD_TOO_WEAK|UNSAFE_LEGACY_RENEGOTIATION_DISABLED))$/;
/** How Node puts a connection that ended before TLS stood; its code is that of any reset. */
const NO_HANDSHAKE = 'Client network socket disconnected before secure TLS connection was established';

/** About a certificate of the client: a server raises them only when it checks who calls. */
const CLIENT_CERTIFICATE =
  'CERTIFICATE_REQUIRED|NO_CERTIFICATE|BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_EXPIRED|CERTIFICATE_UNKNOWN|UNKNOWN_CA|ACCESS_DENIED';
/** About versions, ciphers and names. The others (such as internal_error, bad_record_mac) can come after a request. */
const AGREEMENT =
  'HANDSHAKE_FAILURE|PROTOCOL_VERSION|INSUFFICIENT_SECURITY|INAPPROPRIATE_FALLBACK|MISSING_EXTENSION|UNSUPPORTED_EXTENSION|CERTIFICATE_UNOBTAINABLE|UNRECOGNIZED_NAME|BAD_CERTIFICATE_(?:STATUS_RESPONSE|HASH_VALUE)|UNKNOWN_PSK_IDENTITY|NO_APPLICATION_PROTOCOL|EXPORT_RESTRICTION';
const ALERT = '^ERR_SSL_(?:SSLV3|TLSV1|TLSV13|SSL/TLS)_(?:ALERT_)?';
const CERTIFICATE_ALERT = new RegExp(`${ALERT}(?:${CLIENT_CERTIFICATE})$`);
/** TLS alerts that a server raises in the handshake only. */
const HANDSHAKE_ALERT = new RegExp(`${ALERT}(?:${CLIENT_CERTIFICATE}|${AGREEMENT})$`);

/** True if there was no connection yet; where a host has several addresses, to none of them. */
function isOfConnecting({ syscall = '', errors }: Failure): boolean {
  if (errors !== undefined && errors.length > 0)
    return errors.every((inner) => isFailure(inner) && isOfConnecting(inner));
  return CONNECTING.test(syscall);
}

const CONNECTING = /^(?:connect|bind|getaddrinfo|query\w*)$/;

function hasSystemCall({ syscall }: Failure): boolean {
  return syscall !== undefined;
}

/** Names of the errors with which n8n's protection blocks a target, before or while it connects. */
function isBlocked({ name, constructor }: Failure): boolean {
  return name.startsWith(BLOCKED) || constructor.name.startsWith(BLOCKED);
}

const BLOCKED = 'SsrfBlocked';

function blockedWords({ message, description }: Failure): Words {
  const said = [message, description].filter((text) => typeof text === 'string' && text !== '').map(sentence);
  return {
    reason: `n8n's SSRF protection blocks this address. ${said.join(' ').slice(0, MAX_QUOTED)}`.trim(),
    hint: 'Allow it with N8N_SSRF_ALLOWED_IP_RANGES or N8N_SSRF_ALLOWED_HOSTNAMES, or use another host.',
  };
}

const MAX_QUOTED = 600;

function sentence(text: unknown): string {
  const words = String(text).trim();
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

/** Words of the libraries that open a way through a proxy; their errors have no code. */
const CONNECT_REFUSED = /^Bad response: (\d{3})$/;
const CONNECT_ENDED = /proxy CONNECT response|before receiving CONNECT response/i;

function proxyStatusIn(errors: readonly Failure[]): number | undefined {
  for (const { message } of errors) {
    const status = CONNECT_REFUSED.exec(message)?.[1];
    if (status !== undefined) return Number(status);
  }
  return undefined;
}

function isOfConnect({ message }: Failure): boolean {
  return CONNECT_ENDED.test(message);
}

function proxyWords(status: number | undefined, code: string, errors: readonly Failure[]): Words {
  if (status === 407)
    return {
      reason: 'the proxy refuses the connection (407): check its user name and password.',
      hint: 'Check the settings of the proxy.',
    };
  if (status !== undefined && status >= 500)
    return {
      reason: `the proxy refuses the connection (${status}): it cannot reach the host.`,
      hint: 'Check the host, and what the proxy can reach.',
    };
  if (status !== undefined)
    return {
      reason: `the proxy refuses the connection (${status}): check that it allows this host.`,
      hint: 'Check the settings of the proxy.',
    };
  const hint = 'Check the address of the proxy.';
  if (code === 'ERR_INVALID_URL')
    return { reason: 'the address of the proxy does not start with http:// or https://.', hint };
  if (code === 'ECONNREFUSED') return { reason: 'nothing listens at the address of the proxy.', hint };
  if (/^(?:ENOTFOUND|EAI_\w+)$/.test(code))
    return { reason: 'the host name of the proxy is not known.', hint };
  if (code.startsWith('HPE_')) return { reason: 'the proxy does not answer as a proxy.', hint };
  if (code === 'ECONNRESET' || code === 'EPIPE' || errors.some(isOfConnect))
    return { reason: 'the proxy ended the connection.', hint };
  return { reason: `the connection to the proxy failed${inBrackets(code)}.`, hint };
}

function wordsFor(kind: HttpFailure['kind'], code: string): Words {
  if (CERTIFICATE_ALERT.test(code))
    return {
      reason: `the platform, or a gateway before it, refuses the client certificate or wants one (${code}).`,
      hint: 'Ask who runs the gateway for a client certificate, or for an address without one.',
    };
  if (HANDSHAKE_ALERT.test(code))
    return {
      reason: `the platform, or a gateway before it, refuses the TLS connection (${code}).`,
      hint: 'It may want a client certificate, another host name, or another version of TLS.',
    };
  const [reason, hint] = WORDS.get(code) ?? [
    `the ${kind === 'lost' ? 'answer' : 'connection'} failed${inBrackets(code)}.`,
  ];
  return { reason, ...(hint === undefined || kind === 'lost' ? {} : { hint }) };
}

function inBrackets(code: string): string {
  return code === '' ? '' : ` (${code})`;
}

const TRUST = 'Check the host, and which certificate authorities this machine trusts.';

/** Without the codes that n8n replaces by a message of its own, since it looks for them in every message. */
const WORDS = new Map<string, readonly [string, string?]>(
  Object.entries({
    ENOTFOUND: ['the host name is not known.'],
    EAI_AGAIN: ['the host name could not be looked up.'],
    ECONNREFUSED: ['nothing listens there.'],
    ECONNRESET: ['the connection was reset.'],
    EPIPE: ['the connection was closed.'],
    EHOSTUNREACH: ['the host is unreachable.'],
    ENETUNREACH: ['the network is unreachable.'],
    ETIMEDOUT: ['it did not take the connection in time.'],
    EADDRNOTAVAIL: ['this machine has no free port or address.'],
    EACCES: ['this machine does not allow the connection.'],
    EPERM: ['this machine does not allow the connection.'],
    ERR_INVALID_URL: ['an address is not a URL: check the host and the proxy.'],
    ERR_INVALID_CHAR: ['a header holds a character that is not allowed.'],
    ERR_UNESCAPED_CHARACTERS: ['the path holds a character that is not allowed.'],
    CERT_HAS_EXPIRED: ['its certificate has expired (CERT_HAS_EXPIRED).', TRUST],
    CERT_NOT_YET_VALID: ['its certificate is not valid yet (CERT_NOT_YET_VALID).', TRUST],
    DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT).', TRUST],
    SELF_SIGNED_CERT_IN_CHAIN: ['its certificate chain is self-signed (SELF_SIGNED_CERT_IN_CHAIN).', TRUST],
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
      'its certificate cannot be verified (UNABLE_TO_VERIFY_LEAF_SIGNATURE).',
      TRUST,
    ],
    ERR_TLS_CERT_ALTNAME_INVALID: ['its certificate is for another host (ERR_TLS_CERT_ALTNAME_INVALID).'],
    EPROTO: ['it does not speak TLS, or not the same version of it (EPROTO).'],
    ERR_SSL_WRONG_VERSION_NUMBER: ['it does not speak TLS (ERR_SSL_WRONG_VERSION_NUMBER).'],
    ERR_SSL_PACKET_LENGTH_TOO_LONG: ['it does not speak TLS (ERR_SSL_PACKET_LENGTH_TOO_LONG).'],
    ERR_BAD_RESPONSE: ['the answer was incomplete.'],
  }),
);

/** An error, as far as it is looked at. */
interface Failure extends Error {
  readonly code?: unknown;
  readonly syscall?: string;
  readonly errors?: readonly unknown[];
  readonly description?: unknown;
}

function isFailure(error: unknown): error is Failure {
  return error instanceof Error;
}

/** An error and those that it wraps, outermost first; a host puts its own around what failed, maybe in a circle. */
function errorsIn(error: unknown): Failure[] {
  const errors: Failure[] = [];
  for (let inner = error; isFailure(inner) && errors.length < MAX_DEPTH; inner = inner.cause) {
    if (errors.includes(inner)) break;
    errors.push(inner);
  }
  return errors;
}

const MAX_DEPTH = 10;

/** Anything else may be text of somebody else's. */
const CODE = /^[\w/]{1,80}$/;

/** The first code; of a bare EPROTO that of OpenSSL, which Node then has in the message only. */
function codeIn(errors: readonly Failure[]): string {
  for (const { code, message } of errors) {
    if (typeof code !== 'string' || !CODE.test(code)) continue;
    const reason = code === 'EPROTO' ? /:SSL routines:[^:]*:([^:]+):/.exec(message)?.[1] : undefined;
    if (reason === undefined || !/alert/i.test(reason)) return code;
    return `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}`;
  }
  return '';
}
