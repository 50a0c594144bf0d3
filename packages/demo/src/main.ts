import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { SendReport } from '@kore-notify/core';
import { createSimulator, type DirectoryRule, type Simulator } from '@kore-notify/simulator';
import { type DemoSend, describeRun, type Person } from './describe-run.ts';
import { type RunningNodeRed, type SentMessage, startNodeRed } from './start-node-red.ts';

const HELP = `npm start [-- --once]

Starts the simulator of Kore.ai and a real Node-RED with the Kore Notify palette, both on this machine, and runs the
demo flow once: 40 people of a CSV file get a message on MS Teams, those not reached there on WhatsApp.

  --once   stop after the report, instead of staying up to play with
  --help   show this text`;

/** Ids in the palette's examples/demo.json. */
const NODES = {
  app: 'demo-app',
  inject: 'demo-inject',
  first: 'demo-send-first',
  second: 'demo-send-second',
} as const;

/** A free port is taken where this one is not. */
const USUAL_SIMULATOR_PORT = 4010;
const JOB_DURATION_MS = 1_500;
/** Longer than the flow's own waits for delivery. */
const PATIENCE_MS = 60_000;

/** Six people are not on MS Teams; the phone numbers of two of them end in 0000, which reach nobody on WhatsApp. */
const DIRECTORY: DirectoryRule[] = [
  'dan.dvorak',
  'leo.lopez',
  'mia.meyer',
  'sam.sato',
  'hana.horn',
  'goran.grau',
].map((name) => ({ identity: `${name}@example.com`, channel: 'msteams', outcome: 'undelivered' }));

const { values } = parseArgs({ options: { once: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help === true) console.log(HELP);
else await demo(values.once === true);

async function demo(isOnce: boolean): Promise<void> {
  const simulatorOptions = { jobDurationMs: JOB_DURATION_MS, directory: DIRECTORY };
  const simulator = await createSimulator({ ...simulatorOptions, port: USUAL_SIMULATOR_PORT }).catch(() =>
    createSimulator(simulatorOptions),
  );
  const sends: DemoSend[] = [];
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  let notReached: readonly Person[] | undefined;

  const nodeRed = await startWithSettings(simulator, ({ nodeId, output, msg }) => {
    if (nodeId === NODES.first && output === 0) sends.push({ report: msg.payload as SendReport, people: [] });
    if (nodeId === NODES.first && output === 1) notReached = msg.payload as readonly Person[];
    if (nodeId === NODES.second && output === 0)
      sends.push({ report: msg.payload as SendReport, people: notReached ?? [] });
    // Both outputs of a node are told one after the other.
    setImmediate(settle);
  });
  const stop = stopper(simulator, nodeRed);

  function settle(): void {
    if (sends.length === 2 || (sends.length === 1 && notReached === undefined)) finish();
  }

  console.log(`Sending to the 40 people of ${fileURLToPath(CSV)} …\n`);
  await fetch(`${nodeRed.url}inject/${NODES.inject}`, { method: 'POST' });
  const isDone = await Promise.race([finished.then(() => true), later(PATIENCE_MS)]);
  if (!isDone) {
    console.error('The demo flow did not finish: open the editor and look at the nodes.');
    process.exitCode = 1;
  } else console.log(describeRun(sends));
  if (isOnce) return stop();
  console.log(`
Editor: ${nodeRed.url}   press the button of "Send" to run the flow again
Inbox:  ${simulator.url}/   who got what

Ctrl-C stops both.`);
}

const CSV = new URL('../recipients.csv', import.meta.url);

/** The demo flow takes everything about the platform and the file from the environment. */
async function startWithSettings(
  simulator: Simulator,
  onSend: (sent: SentMessage) => void,
): Promise<RunningNodeRed> {
  Object.assign(process.env, {
    KORE_DEMO_HOST: simulator.url,
    KORE_DEMO_BOT: simulator.app.botId,
    KORE_DEMO_CLIENT_ID: simulator.app.clientId,
    KORE_DEMO_SECRET: simulator.app.clientSecret,
    KORE_DEMO_CSV: fileURLToPath(CSV),
  });
  return startNodeRed({ credentials: { [NODES.app]: { clientSecret: '${KORE_DEMO_SECRET}' } }, onSend });
}

/** Stops everything, once, also on Ctrl-C. */
function stopper(simulator: Simulator, nodeRed: RunningNodeRed): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= nodeRed
      .stop()
      .then(() => simulator.stop())
      .then(() => process.exit()));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  return stop;
}

function later(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, ms, false).unref());
}
