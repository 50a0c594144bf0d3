/** What is nested deeper is taken for no JSON at all: walking through it would exhaust the stack. */
const MAX_LEVELS = 200;

/** JSON if it is, else the text itself. */
export function parseBody(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeperThan(value, MAX_LEVELS) ? text : value;
  } catch {
    return text;
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((child) => isDeeperThan(child, levels - 1));
}
