/** One send of very many recipients through one host, against limits in compressed time. */
export interface Scenario {
  readonly host: 'node-red' | 'n8n';
  readonly recipients: number;
  readonly maxPerMinute: number;
  readonly maxPerHour: number;
  /** Divides the length of both windows. */
  readonly timeScale: number;
  /** Collects garbage all the time to see what is really in use; nothing else that is measured counts then. */
  readonly collects?: boolean;
}

/** As many as one request takes. */
const RECIPIENTS_A_REQUEST = 1_000;

/** Requests of a scenario. */
export function requestsOf({ recipients }: Scenario): number {
  return Math.ceil(recipients / RECIPIENTS_A_REQUEST);
}

/**
 * Milliseconds from the first request to the last if each goes as soon as both rolling windows allow and is answered at
 * once: nothing that keeps the limits can be faster.
 */
export function idealMs(scenario: Scenario): number {
  const { maxPerMinute, maxPerHour, timeScale } = scenario;
  const starts: number[] = [];
  for (let number = 0; number < requestsOf(scenario); number++)
    starts.push(
      Math.max(
        0,
        (starts[number - maxPerMinute] ?? -Infinity) + 60_000 / timeScale,
        (starts[number - maxPerHour] ?? -Infinity) + 3_600_000 / timeScale,
      ),
    );
  return starts.at(-1) ?? 0;
}

/** The rows of a sheet of people, as a host has them that read them from a file or an answer. */
export function rowsOf({ recipients }: Scenario): { email: string; name: string; orderId: string }[] {
  const rows = Array.from({ length: recipients }, (_, index) => ({
    email: `person${index}@example.com`,
    name: `Person ${index}`,
    orderId: `A-${index}`,
  }));
  return JSON.parse(JSON.stringify(rows)) as typeof rows;
}

/** Filled from each row. */
export const MESSAGE = 'Hello {name}, your order {orderId} left.';
