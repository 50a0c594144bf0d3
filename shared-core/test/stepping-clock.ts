import { FakeClock } from '../src/testing/index.ts';

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Forward and back, by little and by much, and not back to where it was. */
const STEPS = [SECOND, -HOUR, DAY, -SECOND, HOUR, -2 * DAY, 5 * HOUR];

let isStepping = false;

/** A machine whose wall clock is set anew whenever somebody wakes. */
class SteppingClock extends FakeClock {
  #steps = 0;

  override async sleep(...given: Parameters<FakeClock['sleep']>): Promise<void> {
    await super.sleep(...given);
    if (given[0] > 0) this.step(STEPS[this.#steps++ % STEPS.length] ?? 0);
  }
}

/** The clock of a test: one that steps, in a suite that runs with steps. */
export function createClock(...given: ConstructorParameters<typeof FakeClock>): FakeClock {
  return isStepping ? new SteppingClock(...given) : new FakeClock(...given);
}

/** A suite that runs twice: the second time the wall clock is set forward and back, which must make no difference. */
export function describeWithSteps(title: string, suite: () => void): void {
  describe(title, suite);
  describe(`${title}, while the wall clock is set forward and back`, () => {
    before(() => (isStepping = true));
    after(() => (isStepping = false));
    suite();
  });
}
