/** Nobody waits longer than this without a sign of life. */
const STILL_AFTER_MS = 10_000;

/** Tells every 10 s how long some work has taken so far, until it ends. */
export async function keepTelling<Result>(
  say: (line: string) => void,
  work: Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const news = setInterval(
    () => say(`  ${Math.round((performance.now() - startedAt) / 1000)} s …`),
    STILL_AFTER_MS,
  );
  try {
    return await work;
  } finally {
    clearInterval(news);
  }
}
