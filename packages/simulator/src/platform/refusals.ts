interface RefusalRow {
  status: number;
  /** The platform's own code; if the documentation has none, the HTTP status. */
  code: number;
  msg: string;
}

/** What the platform refuses, in its own words (docs/kore-ai-api.md#errors). */
const REFUSALS = {
  invalidCredentials: { status: 401, code: 4002, msg: 'Invalid SDK credentials' },
  malformedToken: { status: 401, code: 4002, msg: 'Invalid JWT token' },
  wrongScope: { status: 401, code: 4002, msg: 'Permission denied. Scope is incorrect!' },
  expired: { status: 401, code: 401, msg: 'error verifying the jwt: jwt expired' },
  notActive: { status: 401, code: 401, msg: 'error verifying the jwt: jwt not active' },
  jtiMissing: { status: 401, code: 401, msg: 'error verifying the jwt: "jti" claim is required' },
  lifetimeTooLong: {
    status: 401,
    code: 401,
    msg: 'error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)',
  },
  replayed: { status: 401, code: 401, msg: 'error verifying the jwt: possibly a replay' },
  notFound: { status: 404, code: 404, msg: 'Not Found' },
  unknownRequestId: { status: 404, code: 404, msg: 'Request id not found' },
  methodNotAllowed: { status: 405, code: 405, msg: 'Method Not Allowed' },
  invalidArguments: { status: 412, code: 412, msg: 'Validation errors/ Invalid arguments' },
  tooLarge: { status: 413, code: 413, msg: 'Request Entity Too Large' },
  minuteLimit: {
    status: 429,
    code: 429,
    msg: "You've exceeded the per-minute rate limit. Please wait for sometime before retrying.",
  },
  hourLimit: {
    status: 429,
    code: 429,
    msg: "You've exceeded the hourly rate limit. Please wait for sometime before retrying.",
  },
  oldLimit: {
    status: 429,
    code: 429,
    msg: 'Rate limit for this API has been reached. Please try again later',
  },
  internalError: { status: 500, code: 500, msg: 'Internal Server Error' },
} satisfies Record<string, RefusalRow>;

/** Why the platform refuses. */
export type RefusalName = keyof typeof REFUSALS;

/** A refusal on its way to the caller. */
export class Refusal extends Error {
  override readonly name = 'Refusal' as const;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;

  constructor(
    reason: RefusalName,
    { headers = {}, details }: { headers?: Record<string, string>; details?: string[] } = {},
  ) {
    const { status, code, msg } = REFUSALS[reason];
    super(msg);
    this.status = status;
    this.headers = headers;
    this.body = { errors: [{ msg, code, ...(details === undefined ? {} : { details }) }] };
  }
}
