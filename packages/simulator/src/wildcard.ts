/**
 * A test for a pattern in which `*` stands for any run of characters; upper and lower case are the same. It never goes
 * back: each part is looked for once, behind the one before it.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text.toLowerCase() === first;
  // Empty parts come of `**`.
  const middle = rest.filter((part) => part !== '');
  return (text) => {
    const lower = text.toLowerCase();
    if (!lower.startsWith(first)) return false;
    let position = first.length;
    for (const part of middle) {
      const found = lower.indexOf(part, position);
      if (found === -1) return false;
      position = found + part.length;
    }
    return lower.length - position >= last.length && lower.endsWith(last);
  };
}
