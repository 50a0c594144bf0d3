// A process that installs into a folder: node installer-process.ts packages|driver FOLDER
import { addDriver, installPackages } from '../../packages/demo/src/install-n8n.ts';

const [, , what = '', folder = ''] = process.argv;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
if (what === 'driver') await addDriver(folder, say);
else await installPackages({ folder, what: 'n8n', manifest: { dependencies: { n8n: '1.0.0' } }, say });
