const WARM_UP_MS = 500;
const DURATION_MS = 700;

/** Milliseconds a call of work that is warm: repeated for a while, after a while that does not count. */
export async function timeCalls(work: () => unknown): Promise<number> {
  await repeat(work, WARM_UP_MS);
  return repeat(work, DURATION_MS);
}

async function repeat(work: () => unknown, durationMs: number): Promise<number> {
  const start = performance.now();
  let calls = 0;
  let end = start;
  for (; end - start < durationMs; end = performance.now()) {
    const result = work();
    if (result instanceof Promise) await result;
    calls++;
  }
  return (end - start) / calls;
}
