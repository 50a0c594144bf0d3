import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { installN8n } from './install-n8n.ts';
import { createN8nHome, importExamples } from './n8n-home.ts';
import { OWNER, setUpOwner, startN8n } from './start-n8n.ts';

const HELP = `npm run start:n8n

Starts the simulator of Kore.ai and a real n8n with the Kore Notify nodes, their example workflows and a credential, both
on this machine. The first time it installs n8n into a cache folder: 2.9 GB, about 4 minutes. KORE_NOTIFY_N8N_DIR names
another folder.

  --help   show this text`;

/** A free port is taken where this one is not. */
const USUAL_SIMULATOR_PORT = 4747;

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
if (values.help === true) console.log(HELP);
else {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());
  await demo(stopping.signal).catch((error: unknown) => {
    // What Ctrl-C ended is no failure.
    if (stopping.signal.aborted) return;
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}

/** Starts everything, stays up until the signal, and takes everything down again. */
async function demo(signal: AbortSignal): Promise<void> {
  const takeDown: (() => Promise<void>)[] = [];
  try {
    const installation = await installN8n(console.log, signal);
    console.log('Installing the nodes and importing their example workflows …');
    const home = await createN8nHome(installation, signal);
    takeDown.push(() => home.remove());
    const simulator = await startSimulator();
    takeDown.push(() => simulator.stop());
    await importExamples(home, simulator);
    console.log('Starting n8n …');
    const n8n = await startN8n(home, signal);
    takeDown.push(() => n8n.stop());
    await setUpOwner(n8n);
    console.log(`
n8n:    ${n8n.url}/   log in as ${OWNER.email} with the password ${OWNER.password}
Inbox:  ${simulator.url}/   who got what

Open a workflow and press "Execute workflow". Ctrl-C stops both.`);
    await once(signal, 'abort');
  } finally {
    for (const down of takeDown.reverse()) await down();
  }
}

async function startSimulator(): Promise<Simulator> {
  return createSimulator({ port: USUAL_SIMULATOR_PORT }).catch(() => createSimulator());
}
