/**
 * One promise of a port, as a test. It belongs to no test framework:
 * `for (const { title, run } of clockContract(subject)) it(title, run)`.
 */
export interface ContractCase {
  /** What is promised: a sentence whose subject is the adapter. */
  readonly title: string;
  /** Rejects with BrokenContract, or with whatever the adapter threw. */
  readonly run: () => Promise<void>;
}

/** An adapter does not keep a promise of its port. */
export class BrokenContract extends Error {
  override readonly name = 'BrokenContract' as const;
}

/** @throws BrokenContract if it is false */
export function expect(condition: boolean, what: string): asserts condition {
  if (!condition) throw new BrokenContract(what);
}

/** Compares as JSON, whatever the order of properties. @throws BrokenContract if they differ */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [textOf(actual), textOf(expected)];
  expect(found === wanted, `${what}: ${found} instead of ${wanted}.`);
}

/** What a promise is rejected with. @throws BrokenContract if it is not */
export async function expectRejection(run: () => unknown, what: string): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new BrokenContract(`${what}: nothing was thrown.`);
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => inOrder(part));
}

function inOrder(value: unknown): unknown {
  if (value === undefined) return '(undefined)';
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
