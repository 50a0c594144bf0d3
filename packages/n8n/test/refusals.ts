/** The platform's words, as the body of a refusal. */
const refusal = (msg: string, code: number) => ({ errors: [{ msg, code }] });

/** Refusals that tests script. */
export const REFUSALS = {
  arguments: refusal('Validation errors/ Invalid arguments', 412),
  credentials: refusal('Invalid SDK credentials', 4002),
  replay: refusal('error verifying the jwt: possibly a replay', 401),
} as const;
