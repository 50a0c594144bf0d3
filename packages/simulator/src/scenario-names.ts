/** The names of the scenarios. */
export const SCENARIO_NAMES = ['normal', 'bad-day', 'limits', 'slow', 'flaky'] as const;

/** A named set of things that go wrong. */
export type ScenarioName = (typeof SCENARIO_NAMES)[number];
