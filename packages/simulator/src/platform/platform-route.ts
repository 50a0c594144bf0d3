import type { SchemaObject } from 'ajv/dist/2020.js';
import type { Call, Scope } from '../calls.ts';
import type { CallContext } from './call-context.ts';

/** A call of the platform. */
export interface PlatformRoute {
  call: Call;
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  scope: Scope;
  schema: { body?: SchemaObject; querystring?: SchemaObject; params?: SchemaObject };
  /** The name of the core's schema of the answer. */
  answers: string;
  answer: (context: CallContext) => unknown;
}
