import { writeFileSync } from 'node:fs';
import type { CreateShare } from '../../src/pace/adaptive-allowance.ts';
import { plainAimd } from './plain-aimd.ts';
import { type Crowd, simulateProcesses } from './simulate-processes.ts';

// Prints the comparison of docs/decisions/fair-share.md as a Markdown table, and draws its plot. Fractions of a minute.

const together = (count: number): number[] => Array<number>(count).fill(0);
const SEEDS = [1, 2, 3, 4];

/** What is compared with the core: the textbook's halving, and the smaller decrease that suits three processes best. */
const SHARES: Readonly<Record<string, CreateShare | undefined>> = {
  'This model': undefined,
  'AIMD, decrease 50 %': plainAimd({ increase: 0.04, decrease: 0.5 }),
  'AIMD, decrease 15 %': plainAimd({ increase: 0.04, decrease: 0.15 }),
};

const CROWDS: Readonly<Record<string, Omit<Crowd, 'seed'>>> = {
  '3 start together': { starts: together(3) },
  '1, and another after 5 windows': { starts: [0, 5] },
  '1, and 2 more after a third of a window; 10 windows': {
    starts: [0, 0.3, 0.3],
    windows: 10,
    latency: [0.001, 0.0027],
  },
  '10 start together': { starts: together(10) },
  '50 start together': { starts: together(50) },
  '3 with a limit of 20': { starts: together(3), maximum: 20, latency: [0.01, 0.05] },
  '1 after a restart, the window full': { starts: [0.1], isFullAtFirst: true },
  '3, of which 2 soon leave (5,000, 500 and 500 requests)': {
    starts: together(3),
    requests: [5_000, 500, 500],
  },
};

async function compare(crowd: Omit<Crowd, 'seed'>, createShare: CreateShare | undefined): Promise<string> {
  const results = [];
  for (const seed of SEEDS)
    results.push(await simulateProcesses({ ...crowd, seed, ...(createShare && { createShare }) }));
  const percent = (part: number): string => `${(100 * part).toFixed(part < 0.1 ? 1 : 0)} %`;
  const refused = percent(Math.max(...results.map(({ refusedPart }) => refusedPart)));
  const rate = percent(Math.min(...results.map((result) => result.rate)));
  // Those that leave have no time of their own to share.
  const isEndless = crowd.requests === undefined;
  const least = isEndless ? percent(Math.min(...results.map((result) => result.least))) : '–';
  return `${refused} · ${rate} · ${least}`;
}

async function printTable(): Promise<void> {
  const names = Object.keys(SHARES);
  process.stdout.write(`| processes | ${names.join(' | ')} |\n| --- |${' --- |'.repeat(names.length)}\n`);
  for (const [name, crowd] of Object.entries(CROWDS)) {
    const cells = [];
    for (const createShare of Object.values(SHARES)) cells.push(await compare(crowd, createShare));
    process.stdout.write(`| ${name} | ${cells.join(' | ')} |\n`);
  }
}

/** Three processes: the second and the third join a first one, and leave when they are done. */
const PLOTTED: Crowd = { starts: [0, 4, 7], requests: [8_600, 1_200, 1_800], seed: 1 };
const COLOURS = ['#0b6e99', '#c2571a', '#4d7c0f'];
const WINDOWS = 32;
const MAXIMUM = 600;
const WIDTH = 760;
const HEIGHT = 190;
const LEFT = 46;
const STEP = 0.1;

/** What each process was accepted within the last window, and the refusals, over time. */
async function drawPanel(title: string, createShare: CreateShare | undefined, top: number): Promise<string> {
  const accepted: number[][] = PLOTTED.starts.map(() => []);
  const refused: number[] = [];
  await simulateProcesses({
    ...PLOTTED,
    ...(createShare && { createShare }),
    onAccepted: (process, at) => accepted[process]?.push(at),
    onRefused: (_process, at) => refused.push(at),
  });
  const x = (at: number): string => (LEFT + (at / WINDOWS) * (WIDTH - LEFT - 12)).toFixed(1);
  const y = (count: number): string => (top + HEIGHT - (count / (MAXIMUM * 1.08)) * HEIGHT).toFixed(1);
  const line = (y1: string, label: string): string =>
    `<line x1="${LEFT}" x2="${x(WINDOWS)}" y1="${y1}" y2="${y1}" stroke="#999" stroke-dasharray="3 3"/>` +
    `<text x="${LEFT - 6}" y="${y1}" dy="4" text-anchor="end">${label}</text>`;
  const curves = accepted.map((times, process) => {
    const points: string[] = [];
    for (let at = PLOTTED.starts[process] ?? 0; at <= WINDOWS; at += STEP)
      points.push(`${x(at)},${y(times.filter((time) => time <= at && time > at - 1).length)}`);
    return `<polyline fill="none" stroke="${COLOURS[process] ?? ''}" stroke-width="1.8" points="${points.join(' ')}"/>`;
  });
  const ticks = refused
    .filter((at) => at <= WINDOWS)
    .map((at) => `M${x(at)} ${(top + HEIGHT).toFixed(1)}v-7`)
    .join('');
  const end = Math.max(...accepted.flat()).toFixed(1);
  return [
    `<text x="${LEFT}" y="${top - 10}" font-weight="bold">${title}: done after ${end} windows, ${refused.length} refusals</text>`,
    line(y(600), '600'),
    line(y(300), '300'),
    line(y(200), '200'),
    line(y(0), '0'),
    ...curves,
    `<path d="${ticks}" stroke="#b00020" stroke-width="1"/>`,
  ].join('\n');
}

async function draw(): Promise<string> {
  const panels = [];
  let top = 40;
  for (const [title, createShare] of Object.entries(SHARES)) {
    panels.push(await drawPanel(title, createShare, top));
    top += HEIGHT + 44;
  }
  const legend = ['A, from the start', 'B, from window 4, then leaves', 'C, from window 7, then leaves']
    .map((name, index) => `<tspan fill="${COLOURS[index] ?? ''}">■ ${name}   </tspan>`)
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top + 2}" font-family="sans-serif" font-size="12">
<title>Requests that three processes had accepted within the last window, over 32 windows</title>
<rect width="100%" height="100%" fill="#fff"/>
${panels.join('\n')}
<text x="${LEFT}" y="${top - 12}">${legend}<tspan fill="#b00020">| refusal</tspan></text>
</svg>
`;
}

await printTable();
writeFileSync(new URL('../../../docs/decisions/fair-share.svg', import.meta.url), await draw());
