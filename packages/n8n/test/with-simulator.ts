import { createSimulator, type Simulator, type SimulatorOptions } from '@kore-notify/simulator';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { type NodeResult, type NodeRun, runNode } from './run-workflow.ts';

/** A simulator of a suite, and nodes that use it. */
export interface SimulatorSuite {
  /** The one of the suite; another for each test would have limits of its own, but the process remembers its port. */
  readonly simulator: Simulator;
  credential(settings?: ICredentialDataDecryptedObject): ICredentialDataDecryptedObject;
  /** The credential of a bot that no other test uses: all credentials of one bot share its pace, and its pauses. */
  credentialOfOwnBot(settings?: ICredentialDataDecryptedObject): ICredentialDataDecryptedObject;
  /** Runs a node with the simulator's own app, unless the run says otherwise. */
  run(
    run: Omit<NodeRun, 'credential'> & { readonly credential?: ICredentialDataDecryptedObject },
  ): Promise<NodeResult>;
  /** Each request on the wire, in order: the call and the status answered. */
  wire(): string[];
  /** The identities of each request on the wire. */
  wireRecipients(): string[][];
}

/** A simulator for the tests of a suite, empty before each. */
export function withSimulator(options: SimulatorOptions = {}): SimulatorSuite {
  let simulator: Simulator | undefined;
  let bots = 0;
  before(async () => {
    simulator = await createSimulator({ jobDurationMs: 0, ...options });
  });
  beforeEach(() => simulator?.reset());
  after(() => simulator?.stop());
  const running = (): Simulator => {
    if (simulator === undefined) throw new Error('The simulator runs only during the tests.');
    return simulator;
  };
  const credential = (settings: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject => ({
    host: running().url,
    ...running().app,
    algorithm: 'HS256',
    // Pauses and windows are short, so that no test waits for them.
    timeScale: TIME_SCALE,
    ...settings,
  });
  return {
    get simulator() {
      return running();
    },
    credential,
    credentialOfOwnBot(settings) {
      bots++;
      const app = { ...running().app, botId: `st-own-${bots}`, clientId: `cs-own-${bots}` };
      running().addApp(app);
      return credential({ ...app, ...settings });
    },
    run: (run) => runNode({ credential: credential(), ...run }),
    wire: () =>
      running()
        .received()
        .map(({ call, path, answeredStatus }) => `${call ?? path} ${answeredStatus ?? 'no answer'}`),
    wireRecipients: () =>
      running()
        .received()
        .filter(({ call }) => call === 'send' || call === 'sendV2')
        .map(({ body }) => (body as { identities: unknown[] }).identities.map(identityOf)),
  };
}

const TIME_SCALE = 6_000;

function identityOf(identity: unknown): string {
  if (typeof identity === 'string') return identity;
  const { email, phoneNumber, spaceId } = identity as Record<string, string | undefined>;
  return email ?? phoneNumber ?? spaceId ?? '';
}

/** A second simulator, which must receive nothing, for as long as something is done with its address. */
export async function withOtherHost<T>(use: (other: Simulator) => Promise<T>): Promise<T> {
  const other = await createSimulator();
  try {
    return await use(other);
  } finally {
    await other.stop();
  }
}
