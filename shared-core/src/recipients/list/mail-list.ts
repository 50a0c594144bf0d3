import { addressParser } from 'postal-mime';
import { LINE_END, type TextReading } from './list-rules.ts';

/**
 * Addresses with names, as mail programs show and copy them: `"Example, Ann" <ann@example.com>; Bob <bob@example.com>`. The
 * parser leaves out what it does not understand, so the signs are counted too: nobody is passed over.
 */
export function readMailList(text: string, limit: number): TextReading {
  if (!ANGLE_ADDRESS.test(text)) return undefined;
  const list = addressParser(separateLines(text), { flatten: true }).map(({ address, name }) =>
    address === undefined || address === '' ? name : address,
  );
  const named = countSigns(withoutQuoted(text));
  const read = list.reduce((sum, entry) => sum + countSigns(entry), 0);
  const others = list.filter((entry) => !entry.includes('@')).length;
  if (list.length > limit || (named === read && others === 0)) return { list };
  if (named === read)
    return {
      fault: {
        rule: 'format',
        message: `It looks like addresses with names, but ${others} of ${list.length} have no address.`,
        remedy: 'Put names with commas in quotes, or remove those without an address.',
      },
    };
  return {
    fault: {
      rule: 'format',
      message: `It looks like addresses with names, but of ${named} only ${read} can be read.`,
      remedy: 'Separate them by semicolons, and put names with commas in quotes.',
    },
  };
}

const ANGLE_ADDRESS = /<[^<>\s@]*@[^<>\s]*>/;

/** Each line and each address in angle brackets ends an entry. */
function separateLines(text: string): string {
  const lines: string[] = [];
  let isQuoted = false;
  for (const line of text.split(LINE_END)) {
    for (const character of line) if (character === '"') isQuoted = !isQuoted;
    lines.push(line, isQuoted ? ' ' : ', ');
  }
  return lines.join('').replaceAll(/>(?=\s*[^\s,;])/g, '>,');
}

function withoutQuoted(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '""');
}

function countSigns(text: string): number {
  return text.split('@').length - 1;
}
