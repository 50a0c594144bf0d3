/**
 * Runs a task for each entry, at most `width` at once, starting in order. Entries can be added to `queue` meanwhile.
 * Each run has few requests queued at any time, so a small run is not stuck behind a large one.
 */
export async function runAll<T>(queue: T[], width: number, work: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < queue.length) {
      const one = queue[next++];
      if (one !== undefined) await work(one);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, Math.max(1, queue.length)) }, worker));
}
