import { createSimulator, type Simulator, type SimulatorOptions } from '@kore-notify/simulator';
import { helper } from './flow.ts';

/** A simulator of a suite, and the credentials of an app of it. */
export interface SimulatorSuite {
  readonly simulator: Simulator;
  /** By node id, as Node-RED keeps them. */
  readonly credentials: object;
}

/** A simulator and a Node-RED for the tests of a suite; after each of them both are empty again. */
export function withSimulator(options: SimulatorOptions = {}): SimulatorSuite {
  let simulator: Simulator | undefined;
  before(async () => {
    simulator = await createSimulator(options);
    await helper.startServer();
  });
  after(async () => {
    await helper.stopServer();
    await simulator?.stop();
  });
  afterEach(async () => {
    await helper.unload();
    simulator?.reset();
  });
  return {
    get simulator() {
      if (simulator === undefined) throw new Error('The simulator runs only during the tests.');
      return simulator;
    },
    get credentials() {
      return { app: { clientSecret: this.simulator.app.clientSecret } };
    },
  };
}
