import type { Case } from '../cases/case.ts';
import { OTHER_ROWS } from '../cases/retry-other-calls.ts';
import { SEND_ROWS } from '../cases/retry-sends.ts';
import { checkCase } from './check-case.ts';
import { runCase } from './run-case.ts';

function runRows(rows: Readonly<Record<string, readonly Case[]>>): void {
  for (const [row, cases] of Object.entries(rows))
    describe(row, () => {
      for (const one of cases) it(one.title, async () => checkCase(one, await runCase(one)));
    });
}

describe('the retry table, sends', () => runRows(SEND_ROWS));
describe('the retry table, calls that may be made again', () => runRows(OTHER_ROWS));
