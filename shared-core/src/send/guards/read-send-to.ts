import { type ListRules, Recipients } from '../../recipients/recipients.ts';
import { compileMessage } from '../../recipients/placeholders.ts';
import { isBlank } from '../../validation/half-characters.ts';
import { ProblemCollector } from '../../vocabulary/problems.ts';

/** The identity that gets the first messages instead of their recipients, as it is sent; undefined for none. */
export function readSendTo(given: unknown, rules: ListRules, problems: ProblemCollector): string | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'string' || isBlank(given)) {
    // Taken for none, the message would go to everybody.
    problems.add({ path: 'sendTo', rule: 'required', message: 'The address is missing.', remedy: REMEDY });
    return undefined;
  }
  const found = new ProblemCollector();
  if (/[,;\n]/.test(given)) found.add({ path: '', rule: 'format', message: 'It is a list.', remedy: REMEDY });
  const reading = new Recipients(
    [given],
    { ...rules, message: compileMessage(''), maximum: 0, onRow: undefined },
    { problems: found, warnings: new ProblemCollector() },
  );
  reading.readChunk();
  const [problem] = found.list;
  if (problem === undefined) return reading.identities[0];
  const { rule, message, remedy } = problem;
  problems.add({ path: 'sendTo', rule, message, remedy });
  return undefined;
}

const REMEDY = 'Enter one address or number of your own.';
