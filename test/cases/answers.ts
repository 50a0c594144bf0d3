/** The platform's words (docs/kore-ai-api.md#errors), as the body of a refusal. */
const refusal = (msg: string, code: number) => ({ errors: [{ msg, code }] });

export const LIMIT_REFUSAL = refusal(
  "You've exceeded the per-minute rate limit. Please wait for sometime before retrying.",
  403,
);
export const OLD_LIMIT_REFUSAL = refusal(
  'Rate limit for this API has been reached. Please try again after some time.',
  400,
);
export const REPLAY_REFUSAL = refusal('error verifying the jwt: possibly a replay', 401);
export const EXPIRED_REFUSAL = refusal('error verifying the jwt: jwt expired', 401);
export const CREDENTIALS_REFUSAL = refusal('Invalid SDK credentials', 4002);
export const SCOPE_REFUSAL = refusal('Permission denied. Scope is incorrect!', 4002);
export const ARGUMENTS_REFUSAL = { errors: [{ message: 'Validation errors/ Invalid arguments', code: 412 }] };
