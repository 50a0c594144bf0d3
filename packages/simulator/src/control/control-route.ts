import type { SchemaObject } from 'ajv/dist/2020.js';
import type { PlatformRoute } from '../platform/platform-route.ts';
import type { Simulation } from '../simulation.ts';

/** A call of the control API. */
export interface ControlRoute {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** What it does, for the list that the control API gives of itself. */
  does: string;
  schema: { body?: SchemaObject; querystring?: SchemaObject };
  /** Schema of the body for the document, where the call itself says what is wrong with it. */
  documentedBody?: SchemaObject;
  /** Answered with server-sent events, by a handler of its own. */
  isStream?: true;
  answer: (context: ControlContext) => unknown;
}

/** What a call of the control API is given: its body and query fit the schema. */
export interface ControlContext {
  simulation: Simulation;
  /** Where the simulator listens. */
  url: string;
  platformRoutes: readonly PlatformRoute[];
  controlRoutes: readonly ControlRoute[];
  controlPrefix: string;
  /** As in the table of routes. */
  path: string;
  query: Record<string, string>;
  body: unknown;
}
