import { createCanceller } from '../../scheduling/cancellation.ts';
import type { CancelSignal, Clock } from '../../vocabulary/ports.ts';
import { type ContractCase, expect } from './contract-case.ts';

/** A clock, and how its time passes. */
export interface ClockSubject {
  /** The adapter to try. */
  readonly clock: Clock;
  /** Resolves once the promise has settled. @default time passes by itself */
  pass?<T>(promise: Promise<T>): Promise<T>;
}

/** A sleep that is cut short ends within this many milliseconds. */
const AT_ONCE_MS = 1_000;
/** Longer than any timer of Node takes: such a timer would fire at once. */
const YEARS_MS = 2 ** 40;

/** What every clock promises. `make` gives a new one for each case. */
export function clockContract(make: () => ClockSubject | Promise<ClockSubject>): ContractCase[] {
  const on = (title: string, run: (clock: Clock, pass: Pass) => Promise<void> | void): ContractCase => ({
    title,
    async run() {
      const subject = await make();
      await run(subject.clock, (promise) => subject.pass?.(promise) ?? promise);
    },
  });
  return [
    on('tells wall time in milliseconds since 1970', (clock) => {
      expect(clock.now() > YEAR_2000_MS, `It is ${clock.now()}.`);
    }),
    on('has a monotonic time that never goes back', async (clock, pass) => {
      for (let turn = 0, last = -Infinity; turn < 20; turn++) {
        const elapsedMs = clock.elapsedMs();
        expect(elapsedMs >= last, `${elapsedMs} ms came after ${last} ms.`);
        last = elapsedMs;
        await pass(clock.turn());
      }
    }),
    on('sleeps at least as long as it is told, by its own monotonic time', async (clock, pass) => {
      for (const ms of [1, 15]) {
        const startMs = clock.elapsedMs();
        await pass(clock.sleep(ms));
        const sleptMs = clock.elapsedMs() - startMs;
        expect(sleptMs >= ms, `It slept ${sleptMs} ms instead of ${ms}.`);
      }
    }),
    on('does not sleep for a time that is over', async (clock, pass) => {
      for (const ms of [0, -5]) {
        const startMs = clock.elapsedMs();
        await pass(clock.sleep(ms));
        expect(clock.elapsedMs() - startMs < AT_ONCE_MS, `It slept for ${ms} ms.`);
      }
    }),
    on('wakes at once when the signal aborts, and does not reject', async (clock, pass) => {
      const { signal, cancel } = createCanceller();
      const startMs = clock.elapsedMs();
      const sleep = clock.sleep(60_000, signal);
      cancel();
      await pass(sleep);
      expect(clock.elapsedMs() - startMs < AT_ONCE_MS, 'It went on sleeping.');
    }),
    on('does not sleep at all when the signal has aborted before', async (clock, pass) => {
      const { signal, cancel } = createCanceller();
      cancel();
      const startMs = clock.elapsedMs();
      await pass(clock.sleep(60_000, signal));
      expect(clock.elapsedMs() - startMs < AT_ONCE_MS, 'It slept.');
    }),
    on('leaves no listener at a signal that never aborts', async (clock, pass) => {
      const { signal, listeners } = listenedTo();
      await pass(clock.sleep(1, signal));
      expect(listeners.size === 0, `${listeners.size} listeners are left.`);
    }),
    on('sleeps for years without waking at once', async (clock, pass) => {
      const { signal, cancel } = createCanceller();
      const state = { isAwake: false };
      const sleep = clock.sleep(YEARS_MS, signal).then(() => void (state.isAwake = true));
      await pass(clock.sleep(10));
      expect(!state.isAwake, 'It woke within 10 ms.');
      cancel();
      await pass(sleep);
    }),
    on('gives the host its turn, and does not reject', async (clock, pass) => {
      const state = { hadTurn: false };
      void Promise.resolve().then(() => (state.hadTurn = true));
      await pass(clock.turn());
      expect(state.hadTurn, 'What waited before it is not done.');
    }),
    on('gives random numbers of at least 0 and less than 1, not always the same', (clock) => {
      const numbers = Array.from({ length: 100 }, () => clock.random());
      for (const number of numbers) expect(number >= 0 && number < 1, `It gave ${number}.`);
      expect(new Set(numbers).size > 90, 'They repeat themselves.');
    }),
  ];
}

type Pass = <T>(promise: Promise<T>) => Promise<T>;

const YEAR_2000_MS = 946_684_800_000;

/** A signal that never aborts, and who listens to it. */
export function listenedTo(): { readonly signal: CancelSignal; readonly listeners: ReadonlySet<() => void> } {
  const listeners = new Set<() => void>();
  return {
    listeners,
    signal: {
      aborted: false,
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    },
  };
}
