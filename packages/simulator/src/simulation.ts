import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { Directory } from './directory.ts';
import { FaultScript } from './faults.ts';
import { Limits } from './limits.ts';
import { DEFAULT_APP } from './options.ts';
import type { Settings } from './options.ts';
import { Authentication } from './platform/authenticate.ts';
import { DeviceBook } from './store/device-book.ts';
import { JobBook } from './store/job-book.ts';
import { ReceivedLog } from './store/received-log.ts';

/** All that one simulator knows; the calls, the control API and the factory share it. */
export interface Simulation {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly authentication: Authentication;
  readonly limits: Limits;
  readonly faults: FaultScript;
  readonly directory: Directory;
  readonly jobs: JobBook;
  readonly devices: DeviceBook;
  readonly received: ReceivedLog;
  /** Aborted when the simulator stops: ends every answer that waits. */
  readonly stopping: AbortSignal;
}

/** Puts the parts together. */
export function createSimulation(settings: Settings, stopping: AbortSignal): Simulation {
  const clock = createClock(settings);
  const directory = new Directory(settings.directory);
  return {
    settings,
    clock,
    authentication: new Authentication(
      [{ ...DEFAULT_APP, enforceJti: settings.jti }, ...settings.apps],
      clock,
    ),
    limits: new Limits(settings, clock),
    faults: new FaultScript(settings.seed),
    directory,
    jobs: new JobBook({
      clock,
      directory,
      durationMs: settings.jobDurationMs,
      maxMessages: settings.maxMessages,
    }),
    devices: new DeviceBook(),
    received: new ReceivedLog(settings.maxMessages),
    stopping,
  };
}

/** Everything as at the start. */
export function resetSimulation(simulation: Simulation): void {
  simulation.authentication.reset();
  simulation.limits.reset();
  simulation.faults.clear();
  simulation.directory.reset();
  simulation.jobs.reset();
  simulation.devices.reset();
  simulation.received.reset();
}
