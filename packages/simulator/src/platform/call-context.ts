import type { App } from '../options.ts';
import type { Simulation } from '../simulation.ts';

/** What a call is given once it is let through: its app is known, its body and query fit the schema. */
export interface CallContext {
  simulation: Simulation;
  app: App;
  params: Record<string, string>;
  query: unknown;
  body: unknown;
}
