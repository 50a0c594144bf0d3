// One host with one send: node --expose-gc host-process.ts <scenario as JSON> <platform as JSON>
import type { Scenario } from './scenario.ts';
import type { Platform } from './simulator-process.ts';
import { HostWatch, type HostSight } from './watch-host.ts';

/** Makes a host ready. What it returns gives it the recipients, and resolves to what it says of each in the end. */
export type Driver = (
  scenario: Scenario,
  platform: Platform,
  onShown: (text: string) => void,
) => Promise<() => Promise<readonly { readonly index?: number; readonly outcome?: string }[]>>;

/** What a run was to the host. */
export interface HostEnd extends HostSight {
  /** Recipients that the report calls accepted, each in its place. */
  readonly accepted: number;
  readonly reported: number;
  /** The last that was shown at different times, for a reader. */
  readonly shown: readonly string[];
}

const scenario = JSON.parse(process.argv[2] ?? '{}') as Scenario;
const platform = JSON.parse(process.argv[3] ?? '{}') as Platform;
const { prepare } = (await import(`./drive-${scenario.host}.ts`)) as { readonly prepare: Driver };

let watch: HostWatch | undefined;
const shown: string[] = [];
const run = await prepare(scenario, platform, (text) => {
  shown.push(text);
  watch?.shown(endOfPause(text));
});
watch = new HostWatch();
const reported = await run();
const sight = watch.end();
let accepted = 0;
reported.forEach(({ index, outcome }, position) => {
  if (index === position && outcome === 'accepted') accepted++;
});
const end: HostEnd = { ...sight, accepted, reported: reported.length, shown: samplesOf(shown) };
if (process.send === undefined) {
  console.log(end);
  process.exit();
}
process.send?.(end, () => process.exit());

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
