import { createHostCheck } from './allowed-hosts.ts';
import { Changes } from './changes.ts';
import { createClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { Directory } from './directory.ts';
import { FaultScript } from './faults.ts';
import { Limits } from './limits.ts';
import { DEFAULT_APP } from './options.ts';
import type { Settings } from './options.ts';
import { Authentication } from './platform/authenticate.ts';
import { PushLog } from './push/push-log.ts';
import type { ScenarioName } from './scenario-names.ts';
import { SCENARIOS } from './scenarios.ts';
import { DeviceBook } from './store/device-book.ts';
import { JobBook } from './store/job-book.ts';
import { MemoryBudget } from './store/memory-budget.ts';
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
  readonly pushes: PushLog;
  /** What whoever watches is told of. */
  readonly changes: Changes;
  /** The one that is in force. */
  scenario: ScenarioName;
  /** Of all that is kept. */
  readonly budget: MemoryBudget;
  /** Aborted when the simulator stops: ends every answer that waits. */
  readonly stopping: AbortSignal;
}

const BYTES_PER_MB = 1_048_576;

/** Puts the parts together. */
export function createSimulation(settings: Settings, stopping: AbortSignal): Simulation {
  const clock = createClock(settings);
  const budget = new MemoryBudget(settings.maxMemoryMb * BYTES_PER_MB);
  const directory = new Directory(settings.directory, budget);
  const simulation: Simulation = {
    settings,
    clock,
    authentication: new Authentication(
      [{ ...DEFAULT_APP, enforceJti: settings.jti, enforceJwe: settings.jwe }, ...settings.apps],
      clock,
      budget,
    ),
    limits: new Limits(settings, clock, budget),
    faults: new FaultScript(settings.seed, budget),
    directory,
    jobs: new JobBook({
      clock,
      directory,
      durationMs: settings.jobDurationMs,
      maxMessages: settings.maxMessages,
      budget,
    }),
    devices: new DeviceBook(budget),
    received: new ReceivedLog(settings.maxMessages, budget),
    pushes: new PushLog({
      webhook: settings.pushWebhook,
      isAllowedHost: createHostCheck(settings),
      stopping,
    }),
    changes: new Changes(),
    scenario: 'normal',
    budget,
    stopping,
  };
  if (settings.scenario !== 'normal') startScenario(simulation, settings.scenario);
  return simulation;
}

/** Makes a scenario the one in force: its faults, rules, limits and job duration replace those that were set. */
export function startScenario(simulation: Simulation, name: ScenarioName): void {
  const { settings, faults, directory, limits, jobs } = simulation;
  const scenario = SCENARIOS[name];
  const {
    maxPerMinute = settings.maxPerMinute,
    maxPerHour = settings.maxPerHour,
    jobDurationMs = settings.jobDurationMs,
  } = scenario;
  faults.clear();
  for (const fault of scenario.faults) faults.add(fault);
  directory.set([...scenario.directory, ...settings.directory]);
  limits.setPerBot({ maxPerMinute, maxPerHour });
  jobs.setDuration(jobDurationMs);
  simulation.scenario = name;
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
  simulation.pushes.reset();
  startScenario(simulation, simulation.settings.scenario);
}

/** What is kept, and what had to go. */
export interface Kept {
  /** Estimated, in bytes. */
  memory: { bytes: number; maxBytes: number };
  messages: { total: number; dropped: number };
  /** Jobs that are kept, and those that are not. */
  jobs: { total: number; dropped: number };
  devices: { total: number; dropped: number };
  received: { total: number; dropped: number };
  /** Identities that are no longer counted. */
  processed: { dropped: number };
}

/** Says what is kept, and how much of it was dropped since the start or the last reset. */
export function describeKept({ budget, jobs, devices, received }: Simulation): Kept {
  return {
    memory: { bytes: budget.bytes, maxBytes: budget.maxBytes },
    messages: { total: jobs.totalMessages, dropped: jobs.totalMessages - jobs.listedMessages },
    jobs: { total: jobs.totalJobs, dropped: jobs.droppedJobs },
    devices: { total: devices.size, dropped: devices.dropped },
    received: { total: received.total, dropped: received.dropped },
    processed: { dropped: jobs.processed.dropped },
  };
}
