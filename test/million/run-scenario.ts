import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HostEnd } from './host-process.ts';
import { idealMs, type Scenario } from './scenario.ts';
import type { Platform, PlatformSight } from './simulator-process.ts';

/** What host and platform say of a run. */
export interface ScenarioEnd {
  readonly scenario: Scenario;
  readonly idealMs: number;
  readonly host: HostEnd;
  readonly platform: PlatformSight;
}

/** Runs a scenario: the simulator and the host each in a process of its own. */
export async function runScenario(scenario: Scenario): Promise<ScenarioEnd> {
  const simulator = start('simulator-process.ts', JSON.stringify(scenario));
  try {
    const platform = (await nextMessage(simulator)) as Platform;
    const hostProcess = start('host-process.ts', JSON.stringify(scenario), JSON.stringify(platform));
    const host = (await nextMessage(hostProcess)) as HostEnd;
    simulator.send('what did you see?');
    const sight = (await nextMessage(simulator)) as PlatformSight;
    return { scenario, idealMs: idealMs(scenario), host, platform: sight };
  } finally {
    simulator.disconnect();
  }
}

function start(file: string, ...args: string[]): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--expose-gc', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new Error(`${child.spawnargs[3] ?? ''} ended without a word.`));
    child.once('exit', failed);
    child.once('message', (message) => {
      child.removeListener('exit', failed);
      resolve(message);
    });
  });
}
