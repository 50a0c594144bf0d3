import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createSimulator, type DirectoryRule, type Simulator } from '@kore-notify/simulator';
import { describeRun } from './describe-run.ts';
import { type RunningNodeRed, startNodeRed } from './start-node-red.ts';
import { NODES, watchRun } from './watch-run.ts';

const HELP = `npm start [-- --once]

Starts the simulator of Kore.ai and a real Node-RED with the Kore Notify palette, both on this machine, and runs the
demo flow once: 40 people of a CSV file get a message on MS Teams, those not reached there on WhatsApp.

  --once   stop after the report, instead of staying up to play with
  --help   show this text`;

const CSV = fileURLToPath(new URL('../recipients.csv', import.meta.url));
/** A free port is taken where this one is not. */
const USUAL_SIMULATOR_PORT = 4747;
const JOB_DURATION_MS = 1_500;

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
  const simulator = await startSimulator();
  const run = watchRun();
  giveSettings(simulator);
  const nodeRed = await startNodeRed({
    credentials: { [NODES.app]: { clientSecret: '${KORE_DEMO_SECRET}' } },
    onSend: run.onSend,
  });
  const stop = stopper(simulator, nodeRed);

  console.log(`Sending to the 40 people of ${CSV} …\n`);
  await fetch(`${nodeRed.url}inject/${NODES.inject}`, { method: 'POST' });
  const end = await run.ended;
  if ('problem' in end) {
    console.error(end.problem);
    process.exitCode = 1;
  } else console.log(describeRun(end.sends));
  if (isOnce) return stop();
  console.log(`
Editor: ${nodeRed.url}   press the button of "Send" to run the flow again
Inbox:  ${simulator.url}/   who got what

Ctrl-C stops both.`);
}

async function startSimulator(): Promise<Simulator> {
  const options = { jobDurationMs: JOB_DURATION_MS, directory: DIRECTORY };
  return createSimulator({ ...options, port: USUAL_SIMULATOR_PORT }).catch(() => createSimulator(options));
}

/** The demo flow takes everything about the platform and the file from the environment. */
function giveSettings({ url, app }: Simulator): void {
  Object.assign(process.env, {
    KORE_DEMO_HOST: url,
    KORE_DEMO_BOT: app.botId,
    KORE_DEMO_CLIENT_ID: app.clientId,
    KORE_DEMO_SECRET: app.clientSecret,
    KORE_DEMO_CSV: CSV,
  });
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
