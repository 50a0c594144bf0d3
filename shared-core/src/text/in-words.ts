/** A whole number in a sentence. Short ones stay as a user typed them. Without Intl, which takes milliseconds to load. */
export function inWords(count: number): string {
  return count < 10_000 ? String(count) : String(count).replaceAll(/\B(?=(?:\d{3}){1,7}$)/g, ',');
}
