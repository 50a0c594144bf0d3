import { N8nClock } from '../adapters/N8nClock';
import { createPacerRegistry } from './core';

/** The pace of each bot in this process: executions come and go, the platform counts each bot's requests all the same. */
export const pacers = createPacerRegistry(new N8nClock());
