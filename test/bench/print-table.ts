import type { Spread, Verdict } from './judge.ts';

const HEADER = ['figure', 'ours', 'peer', 'compared', 'floor', ''];

/** The verdicts on one measure, as a table of text; of each figure the median and, behind it, the spread. */
export function printTable(verdicts: readonly Verdict[]): void {
  const [first] = verdicts;
  if (first === undefined) return;
  console.log(`\n${first.title}\n  ours: ${first.ours.title}; peer: ${first.peer.title}`);
  const rows = [HEADER, ...verdicts.map(cells)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

function cells({ figure, unit, ours, peer, value, result, floor, isMet }: Verdict): string[] {
  const bound = 'atLeast' in floor ? `≥ ${floor.atLeast}` : `≤ ${floor.atMost}`;
  return [
    figure === unit ? figure : `${figure} (${unit})`,
    inWords(ours),
    inWords(peer),
    `${value} = ${inWords(result)}`,
    bound,
    isMet ? 'met' : 'NOT MET',
  ];
}

function inWords({ median, min, max }: Spread): string {
  return `${short(median)} (${short(min)} to ${short(max)})`;
}

function short(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
