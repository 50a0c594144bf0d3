/** People with e-mail addresses, as many as wanted; `from` makes others of them. */
export function emails(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `person${from + index}@example.com`);
}

/** People with what a template says to them. */
export function people(count: number) {
  return emails(count).map((email, index) => ({
    email,
    parameters: { name: `Person ${index}`, orderId: `A-${index}` },
  }));
}

/** A message that greets them. */
export const TEMPLATE = 'Hello {name}, your order {orderId} left.';
