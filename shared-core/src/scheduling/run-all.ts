/**
 * Does one thing with each, at most `width` at once, starting them in order. More may be added to `queue` meanwhile.
 * Each run has few requests waiting for their turn at any time, so that a small run is not stuck behind a large one.
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
