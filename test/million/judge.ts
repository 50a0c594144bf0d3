import type { ScenarioEnd } from './run-scenario.ts';
import { requestsOf, type Scenario } from './scenario.ts';

/** One figure of a run. */
export interface Verdict {
  readonly figure: string;
  readonly found: string;
  readonly goal?: string;
  /** Undefined for a figure that is only stated. */
  readonly isMet?: boolean;
}

const MAX_OF_IDEAL = 1.02;
const MAX_BYTES_A_RECIPIENT = 400;
const MAX_DELAY_P99_MS = 50;
/** Longer without news than this nobody should be left; n8n's log has a line every ten seconds. */
const MAX_SILENCE_MS = { 'node-red': 2_000, n8n: 12_000 } as const;

/** Holds a run against the goals. Where garbage is collected all the time, only what is in use counts. */
export function judge(end: ScenarioEnd): Verdict[] {
  const { scenario, host } = end;
  const bytes = (host.heapPeak - host.heapOfHost) / scenario.recipients;
  const memory = atMost('bytes a recipient', bytes, MAX_BYTES_A_RECIPIENT, 0);
  if (scenario.collects === true) return [...judgeTruth(end), memory];
  const ideal = end.idealMs / 1_000;
  return [
    ...judgeTruth(end),
    { figure: 'ideal schedule', found: `${ideal.toFixed(1)} s` },
    { figure: 'time', found: `${(host.ms / 1_000).toFixed(1)} s` },
    { figure: 'beyond the ideal', found: `${((host.ms - end.idealMs) / 1_000).toFixed(1)} s` },
    atMost('time / ideal', host.ms / end.idealMs, MAX_OF_IDEAL, 3),
    atMost('event loop delay p99 (ms)', host.delayP99Ms, MAX_DELAY_P99_MS, 1),
    { figure: 'the same in its worst second (ms)', found: host.worstSecondP99Ms.toFixed(1) },
    { figure: 'longest delay (ms)', found: host.delayMaxMs.toFixed(1) },
    { figure: 'bytes a recipient, garbage included', found: bytes.toFixed(0) },
    { figure: 'memory of the process at most (MB)', found: (host.rssPeak / 1e6).toFixed(0) },
    { figure: 'times that progress was shown', found: String(host.updates) },
    atMost(
      'longest without news (s)',
      host.longestSilenceMs / 1_000,
      MAX_SILENCE_MS[scenario.host] / 1_000,
      1,
    ),
    ...host.shown.map((text) => ({ figure: 'shown, for example', found: text })),
  ];
}

/** Each request once, none refused, everybody reached once, and a report that says so of everybody. */
function judgeTruth({ scenario, host, platform }: ScenarioEnd): Verdict[] {
  const requests = requestsOf(scenario);
  const { recipients } = scenario;
  return [
    exactly('requests', platform.requests, requests),
    exactly('taken by the platform', platform.answers['200'] ?? 0, requests),
    exactly('refused by a limit', platform.answers['429'] ?? 0, 0),
    exactly('recipients reached', platform.reached, recipients),
    exactly('reached twice', platform.reachedTwice, 0),
    exactly('reported as accepted, in order', host.accepted, recipients),
    exactly('entries of the report', host.reported, recipients),
  ];
}

function exactly(figure: string, found: number, goal: number): Verdict {
  return { figure, found: String(found), goal: String(goal), isMet: found === goal };
}

function atMost(figure: string, found: number, goal: number, digits: number): Verdict {
  return { figure, found: found.toFixed(digits), goal: `≤ ${goal}`, isMet: found <= goal };
}

/** The verdicts on one run as a table of text. */
export function printTable(scenario: Scenario, verdicts: readonly Verdict[]): void {
  const { host, recipients, maxPerMinute, maxPerHour, timeScale, collects = false } = scenario;
  const limits = `${maxPerMinute} a minute and ${maxPerHour} an hour, time × ${timeScale}`;
  const about = collects ? 'no limit, memory in use without garbage' : limits;
  console.log(`\n${host}: ${recipients.toLocaleString('en')} recipients, ${about}`);
  const width = Math.max(...verdicts.map(({ figure }) => figure.length));
  for (const { figure, found, goal, isMet } of verdicts)
    console.log(
      `  ${figure.padEnd(width)}  ${found.padEnd(10)}${goal === undefined ? '' : `  ${goal}  ${isMet === true ? 'met' : 'NOT MET'}`}`,
    );
}
