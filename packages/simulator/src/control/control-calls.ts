import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Fault } from '../faults.ts';
import { readFault } from '../faults.ts';
import type { App, DirectoryRule } from '../options.ts';
import { DEFAULT_APP } from '../options.ts';
import type { ControlRoute, PlatformRoute } from '../routes.ts';
import type { Simulation } from '../simulation.ts';
import { resetSimulation } from '../simulation.ts';
import { describePlatform } from './openapi.ts';

/** What a call of the control API is given: its body and query fit the schema. */
export interface ControlContext {
  simulation: Simulation;
  /** Where the simulator listens. */
  url: string;
  platformRoutes: readonly PlatformRoute[];
  controlRoutes: readonly ControlRoute[];
  controlPrefix: string;
  query: Record<string, string>;
  body: unknown;
}

const TOKEN_LIFETIME_SECONDS = 3_600;

const done = { ok: true };

export function listRoutes({ controlRoutes, controlPrefix }: ControlContext) {
  return controlRoutes.map(({ method, path, does }) => ({ method, path: `${controlPrefix}${path}`, does }));
}

export function showOpenApi({ url, platformRoutes }: ControlContext) {
  return describePlatform(url, platformRoutes);
}

export function showApp({ simulation, url }: ControlContext) {
  const { jti } = simulation.settings;
  return { url, ...DEFAULT_APP, algorithm: 'HS256', enforceJti: jti };
}

export function makeToken({ simulation }: ControlContext) {
  const now = Math.floor(simulation.clock.dateMs() / 1000);
  const claims = {
    appId: DEFAULT_APP.clientId,
    sub: 'simulator',
    iat: now,
    exp: now + TOKEN_LIFETIME_SECONDS,
    jti: randomUUID(),
  };
  return { token: jwt.sign(claims, DEFAULT_APP.clientSecret) };
}

export function listReceived({ simulation: { received }, query }: ControlContext) {
  return { total: received.total, received: received.list(pageOf(query)) };
}

export function listMessages({ simulation: { jobs }, query }: ControlContext) {
  return { total: jobs.totalMessages, messages: jobs.messages(pageOf(query)) };
}

export function countProcessed({ simulation: { jobs } }: ControlContext) {
  return { processed: Object.fromEntries(jobs.processed()) };
}

export function listJobs({ simulation: { jobs }, query }: ControlContext) {
  return { total: jobs.totalJobs, jobs: jobs.list(pageOf(query).limit) };
}

export function listDevices({ simulation: { devices }, query }: ControlContext) {
  return { devices: devices.list(query['userId']) };
}

export function addDevice({ simulation: { devices }, body }: ControlContext) {
  const device = body as { botId?: string; userId: string; deviceId: string; osType: string };
  devices.subscribe({ botId: DEFAULT_APP.botId, ...device });
  return done;
}

export function listFaults({ simulation: { faults } }: ControlContext) {
  return {
    faults: faults.list().map(({ fault, skipsLeft, timesLeft }) => ({
      fault,
      skipsLeft,
      // JSON has no infinity.
      timesLeft: timesLeft === Infinity ? null : timesLeft,
    })),
  };
}

export function addFaults(context: ControlContext) {
  const faults: Fault[] = (Array.isArray(context.body) ? context.body : [context.body]).map(readFault);
  for (const fault of faults) context.simulation.faults.add(fault);
  return listFaults(context);
}

export function clearFaults({ simulation }: ControlContext) {
  simulation.faults.clear();
  return done;
}

export function listDirectory({ simulation }: ControlContext) {
  return { rules: simulation.directory.list() };
}

export function setDirectory(context: ControlContext) {
  context.simulation.directory.set(context.body as DirectoryRule[]);
  return listDirectory(context);
}

export function addApp({ simulation, body }: ControlContext) {
  simulation.authentication.add(body as App);
  return done;
}

export function reset({ simulation }: ControlContext) {
  resetSimulation(simulation);
  return done;
}

function pageOf({ after, limit }: Record<string, string>): { after: number; limit: number } {
  return { after: Number(after ?? 0), limit: limit === undefined ? Infinity : Number(limit) };
}
