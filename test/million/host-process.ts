// One host with one send: node --expose-gc host-process.ts <scenario as JSON> <platform as JSON>
import type { Scenario } from './scenario.ts';
import type { Platform } from './simulator-process.ts';
import { HostWatch, type HostSight } from './watch-host.ts';

/** A host that is ready. */
export interface Driven {
  /** Gives the recipients to a node that does nothing with them; resolves to all that the host then holds. */
  pass(): Promise<unknown>;
  /** Gives the recipients to our node; resolves to what it says of each in the end. */
  run(): Promise<readonly { readonly index?: number; readonly outcome?: string }[]>;
}

/** Makes a host ready. */
export type Driver = (
  scenario: Scenario,
  platform: Platform,
  onShown: (text: string) => void,
) => Promise<Driven>;

/** What a run was to the host. */
export interface HostEnd extends HostSight {
  /** The most that the heap was when the host passed the same recipients to a node that does nothing. */
  readonly heapOfHost: number;
  /** Recipients that the report calls accepted, each in its place. */
  readonly accepted: number;
  readonly reported: number;
  /** The last that was shown at different times, for a reader. */
  readonly shown: readonly string[];
}

const scenario = JSON.parse(process.argv[2] ?? '{}') as Scenario;
const platform = JSON.parse(process.argv[3] ?? '{}') as Platform;
const { prepare } = (await import(`./drive-${scenario.host}.ts`)) as { readonly prepare: Driver };

const shown: string[] = [];
const watches: HostWatch[] = [];
const driven = await prepare(scenario, platform, (text) => {
  shown.push(text);
  watches.at(-1)?.shown(endOfPause(text));
});
const heapOfHost = await measurePassing();
shown.length = 0;
const watch = new HostWatch(scenario);
watches.push(watch);
const reported = await driven.run();
const sight = watch.end();
let accepted = 0;
reported.forEach(({ index, outcome }, position) => {
  if (index === position && outcome === 'accepted') accepted++;
});
const end: HostEnd = { ...sight, heapOfHost, accepted, reported: reported.length, shown: samplesOf(shown) };
// A host that is still running must not keep the process.
process.send?.(end, () => process.exit());

async function measurePassing(): Promise<number> {
  const passing = new HostWatch(scenario);
  const passed = await driven.pass();
  const { heapPeak } = passing.end();
  // Until here, so that it is counted.
  return passed === undefined ? NaN : heapPeak;
}

/** `paused until` a time of the day, or of a date; 0 if there is none. */
function endOfPause(text: string): number {
  const [, day = '', time] =
    /paused until (\d{4}-\d\d-\d\dT)?(\d\d:\d\d(?::\d\d(?:\.\d+Z)?)?)/.exec(text) ?? [];
  if (time === undefined) return 0;
  if (day !== '') return Date.parse(day + time);
  return new Date(`${new Date().toDateString()} ${time}`).getTime();
}

/** One of each kind, by its words. */
function samplesOf(texts: readonly string[]): string[] {
  return [...new Map(texts.map((text) => [text.replaceAll(/[\d,:.TZ/-]+/g, '#'), text])).values()];
}
