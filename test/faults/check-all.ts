import type { Case } from '../cases/case.ts';
import { checkCase } from './check-case.ts';
import { runCase, type Transcript } from './run-case.ts';

/** Few enough that none is kept from its own time-out on a machine of two cores. */
const AT_ONCE = 4;

/** A test for each case, by group. The cases run a few at once, since most of their time is waiting. */
export function checkAll(groups: Readonly<Record<string, readonly Case[]>>): void {
  const runs = new Map<Case, Promise<Transcript>>();
  before(() => {
    const lanes = Array.from({ length: AT_ONCE }, () => Promise.resolve<unknown>(undefined));
    for (const [index, one] of Object.values(groups).flat().entries()) {
      const run = lanes[index % AT_ONCE]!.then(() => runCase(one));
      runs.set(one, run);
      // Whether it fails is for its own test to say.
      lanes[index % AT_ONCE] = run.catch(() => undefined);
    }
  });
  for (const [group, cases] of Object.entries(groups))
    describe(group, () => {
      for (const one of cases) it(one.title, async () => checkCase(one, await runs.get(one)!));
    });
}
