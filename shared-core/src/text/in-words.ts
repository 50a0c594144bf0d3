/** A number in a sentence. Short ones stay as a user typed them. */
export function inWords(count: number): string {
  return count < 10_000 ? String(count) : count.toLocaleString('en-US');
}
