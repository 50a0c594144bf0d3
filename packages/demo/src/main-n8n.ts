import { parseArgs } from 'node:util';
import { installN8n } from './install-n8n.ts';
import { keepTelling } from './keep-telling.ts';
import { startLoginLink } from './login-link.ts';
import { createN8nHome, importExamples } from './n8n-home.ts';
import { runDemo, type Stage, startSimulator } from './run-demo.ts';
import { OWNER, setUpOwner, startN8n } from './start-n8n.ts';

const HELP = `npm run start:n8n

Starts the simulator of Kore.ai and a real n8n with the Kore Notify nodes, their example workflows and a credential, both
on this machine. The first time it installs n8n into a cache folder: 3 GB, 4 to 12 minutes. KORE_NOTIFY_N8N_DIR names
another folder.

  --help   show this text`;

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
if (values.help === true) console.log(HELP);
else await runDemo(demo);

async function demo(stage: Stage): Promise<void> {
  const { signal, stopped, takeDown } = stage;
  const installation = await installN8n(console.log, signal);
  console.log('Installing the nodes and importing their example workflows …');
  const home = await keepTelling(console.log, createN8nHome(installation, signal));
  takeDown(() => home.remove());
  const simulator = await startSimulator(stage);
  await keepTelling(console.log, importExamples(home, simulator));
  console.log('Starting n8n …');
  const n8n = await keepTelling(console.log, startN8n(home, signal));
  takeDown(() => n8n.stop());
  await setUpOwner(n8n);
  const login = await startLoginLink(n8n);
  takeDown(() => login.stop());
  console.log(`
Open:   ${login.url}   n8n, logged in
n8n:    ${n8n.url}/   or log in as ${OWNER.email} with the password ${OWNER.password}
Inbox:  ${simulator.url}/   who got what

Open a workflow and press "Execute workflow". Ctrl-C stops all.`);
  await stopped;
}
