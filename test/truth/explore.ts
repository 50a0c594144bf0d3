import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { checkRun } from './check-run.ts';
import { type Script, type ScriptRules, scripts } from './script.ts';
import { type Host, runScript } from './stage.ts';

/** How many scripts each host is driven through, and from which seed. */
export interface Budget {
  readonly core: number;
  readonly nodeRed: number;
  readonly n8n: number;
  readonly seed: number;
}

const DEFAULT_SCRIPTS = 2_000;
/** Any: it makes two runs of the same code the same. */
const DEFAULT_SEED = 20_260_101;
/** Real runtimes take longer for a script, and share the core that most scripts are for. */
const SHARE_OF_A_RUNTIME = 0.075;

/** What the environment asks for: `KORE_TRUTH_SCRIPTS` and `KORE_TRUTH_SEED`. */
export function readBudget(environment: Readonly<Record<string, string | undefined>> = process.env): Budget {
  const scripts = Number(environment['KORE_TRUTH_SCRIPTS'] ?? DEFAULT_SCRIPTS);
  const seed = Number(environment['KORE_TRUTH_SEED'] ?? DEFAULT_SEED);
  if (!Number.isInteger(scripts) || scripts < 1 || !Number.isInteger(seed))
    throw new RangeError('KORE_TRUTH_SCRIPTS and KORE_TRUTH_SEED are whole numbers.');
  const ofARuntime = Math.ceil(scripts * SHARE_OF_A_RUNTIME);
  return { core: scripts - 2 * ofARuntime, nodeRed: ofARuntime, n8n: ofARuntime, seed };
}

/** What to explore. */
export interface Exploration {
  readonly host: Host;
  readonly rules: ScriptRules;
  readonly scripts: number;
  readonly seed: number;
  /** Scripts under way at once: most of their time is waiting. */
  readonly width: number;
}

/** Seeds one after the other would make lanes overlap. */
const LANE = 1_000_003;
/** Looking for a smaller script that fails ends after this. */
const SHRINKING_MS = 20_000;

/** Runs scripts that are made up. @throws Error with the smallest one found that fails, in the form in which to keep it */
export async function explore(exploration: Exploration): Promise<void> {
  const { width, scripts: count, seed } = exploration;
  const share = Math.ceil(count / width);
  const shared = { hasFailed: false };
  const lanes = Array.from({ length: width }, (_lane, at) =>
    exploreLane(exploration, shared, {
      seed: seed + at * LANE,
      numRuns: Math.max(0, Math.min(share, count - at * share)),
    }),
  );
  const failures = (await Promise.all(lanes)).filter((failure) => failure !== undefined);
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
}

async function exploreLane(
  { host, rules }: Exploration,
  shared: { hasFailed: boolean },
  { seed, numRuns }: { readonly seed: number; readonly numRuns: number },
): Promise<string | undefined> {
  if (numRuns === 0) return undefined;
  let isShrinking = false;
  const property = fc.asyncProperty(scripts(rules), async (script) => {
    // One failure is enough, and its shrinking has the machine to itself.
    if (shared.hasFailed && !isShrinking) return;
    await follow(script, host);
  });
  const found = await fc.check(property, { seed, numRuns, endOnFailure: true });
  if (!found.failed) return undefined;
  shared.hasFailed = true;
  isShrinking = true;
  const path = found.counterexamplePath ?? '';
  const shrunk = await fc.check(property, { seed, path, interruptAfterTimeLimit: SHRINKING_MS });
  const { counterexample, errorInstance } = shrunk.failed && shrunk.counterexample !== null ? shrunk : found;
  const [script] = counterexample ?? [];
  const why =
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return [
    why,
    `Seed ${seed}, path ${path}. Keep this script as test/truth/kept/<what-it-shows>.json:`,
    JSON.stringify(script, null, 2),
  ].join('\n');
}

/** The scripts that failed once, by the names of their files. */
export function keptScripts(): ReadonlyMap<string, Script> {
  const folder = new URL('kept/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Script,
    ]),
  );
}

/** Runs one script. */
export async function follow(script: Script, host: Host): Promise<void> {
  checkRun(script, await runScript(script, host));
}
