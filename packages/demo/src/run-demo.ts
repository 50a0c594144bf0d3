import { once } from 'node:events';
import { createSimulator, type Simulator, type SimulatorOptions } from '@kore-notify/simulator';

/** What a demo is given, from its start to Ctrl-C. */
export interface Stage {
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  /** Resolves on Ctrl-C. */
  readonly stopped: Promise<void>;
  /** Keeps how to take down what was put up: it is done in the end, the last first. */
  readonly takeDown: (down: () => Promise<unknown>) => void;
}

/** Runs a demo until it ends, on Ctrl-C or by itself, and then takes everything down, whatever went wrong. */
export async function runDemo(demo: (stage: Stage) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = once(signal, 'abort').then(() => undefined);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());
  const downs: (() => Promise<unknown>)[] = [];
  try {
    await demo({ signal, stopped, takeDown: (down) => void downs.push(down) });
  } catch (error) {
    // What Ctrl-C ended is no failure.
    if (!signal.aborted) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  } finally {
    for (const down of downs.reverse()) await down();
  }
}

const USUAL_SIMULATOR_PORT = 4747;

/** Starts the simulator on its usual port or, where that is taken, a free one. */
export async function startSimulator(
  { takeDown }: Stage,
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const simulator = await createSimulator({ ...options, port: USUAL_SIMULATOR_PORT }).catch(() =>
    createSimulator(options),
  );
  takeDown(() => simulator.stop());
  return simulator;
}
