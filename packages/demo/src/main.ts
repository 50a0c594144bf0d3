import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DIRECTORY, NODES } from './demo-flow.ts';
import { describeRun } from './describe-run.ts';
import { runDemo, type Stage, startSimulator } from './run-demo.ts';
import { startNodeRed } from './start-node-red.ts';
import { watchRun } from './watch-run.ts';

const HELP = `npm start [-- --once]

Starts the simulator of Kore.ai and a real Node-RED with the Kore Notify palette, both on this machine, and runs the
demo flow once: 40 people of a CSV file get a message on MS Teams, those not reached there on WhatsApp.

  --once   stop after the report, instead of staying up to play with
  --help   show this text`;

const CSV = fileURLToPath(new URL('../recipients.csv', import.meta.url));
const JOB_DURATION_MS = 1_500;

const { values } = parseArgs({ options: { once: { type: 'boolean' }, help: { type: 'boolean' } } });
if (values.help === true) console.log(HELP);
else {
  await runDemo((stage) => demo(stage, values.once === true));
  // Node-RED leaves timers behind.
  process.exit();
}

async function demo(stage: Stage, isOnce: boolean): Promise<void> {
  const { signal, stopped, takeDown } = stage;
  const simulator = await startSimulator(stage, { jobDurationMs: JOB_DURATION_MS, directory: DIRECTORY });
  const run = watchRun();
  const url = await startNodeRed({
    simulatorUrl: simulator.url,
    csv: CSV,
    onSend: run.onSend,
    takeDown,
  });
  signal.throwIfAborted();

  console.log(`Sending to the 40 people of ${CSV} …\n`);
  await fetch(`${url}inject/${NODES.inject}`, { method: 'POST' });
  const end = await Promise.race([run.ended, stopped]);
  if (end === undefined) return;
  if ('problem' in end) {
    console.error(end.problem);
    process.exitCode = 1;
  } else console.log(describeRun(end.sends));
  if (isOnce) return;
  console.log(`
Editor: ${url}   press the button of "Send" to run the flow again
Inbox:  ${simulator.url}/   who got what

Ctrl-C stops both.`);
  await stopped;
}
