// One contestant in one round: node contestant-process.ts <measure> <ours|peer> [server]
import type { Figures, Measure } from './measure.ts';

const [name = '', side = '', serverUrl = ''] = process.argv.slice(2);
const { measure } = (await import(`./measures/${name}.ts`)) as { readonly measure: Measure };
const figures = await measure[side === 'ours' ? 'ours' : 'peer'].run(serverUrl);
const all: Figures = { peakMemoryMb: process.resourceUsage().maxRSS / 1024, ...figures };
// A host that is still running must not keep the process.
if (process.send !== undefined) process.send(all, () => process.exit());
else {
  console.log(all);
  process.exit();
}
