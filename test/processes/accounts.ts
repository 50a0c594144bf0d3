import assert from 'node:assert/strict';
import type { SimulatorProcess } from './simulator-process.ts';

/** What reports said was accepted. */
export class Accounts {
  readonly #recipients = new Map<string, number>();

  /** Recipients of one request. */
  add(requestId: string, recipients: number): void {
    this.#recipients.set(requestId, (this.#recipients.get(requestId) ?? 0) + recipients);
  }

  /** Nobody was lost, nobody messaged twice, and the reports know of exactly what the platform accepted. */
  async assertEverybodyOnce(simulator: SimulatorProcess, people: number): Promise<void> {
    const processed = await simulator.processed();
    assert.equal(processed.size, people);
    assert.deepEqual([...processed].filter(([, times]) => times !== 1).slice(0, 10), []);
    const jobs = (await simulator.jobs()).map(
      ({ requestId, recipients }) => [requestId, recipients] as const,
    );
    assert.deepEqual(this.#recipients, new Map(jobs));
  }
}
