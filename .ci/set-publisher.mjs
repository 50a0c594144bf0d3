// npm run set-publisher -- --owner acme --name "Acme Ltd" --email dev@acme.example [--repository kore-notify]
// Says in one go who publishes: in every package.json, in the links of the n8n nodes and credential. n8n wants the author and the
// repository of a package to be those of its publisher.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';

const HELP =
  'npm run set-publisher -- --owner <GitHub owner> --name <author> --email <address> [--repository kore-notify]';
const ROOT = join(import.meta.dirname, '..');
/** Whatever is published, and the root, which has it for all. */
const PACKAGES = ['.', 'shared-core', 'packages/node-red', 'packages/simulator', 'packages/n8n'];

const { values } = parseArgs({
  options: {
    owner: { type: 'string' },
    repository: { type: 'string', default: 'kore-notify' },
    name: { type: 'string' },
    email: { type: 'string' },
    root: { type: 'string', default: ROOT },
    help: { type: 'boolean' },
  },
});
const { owner = '', repository, name = '', email = '', root } = values;
if (values.help) console.log(HELP);
else if (
  ![owner, repository].every((part) => /^[\w.-]+$/.test(part)) ||
  name === '' ||
  !/^[^\s@]+@[^\s@]+$/.test(email)
) {
  console.error(`Something is missing, or is not what it says.\n${HELP}`);
  process.exitCode = 1;
} else await setPublisher();

async function setPublisher() {
  const home = `https://github.com/${owner}/${repository}`;
  const { homepage: before } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const folder of PACKAGES) {
    const file = join(root, folder, 'package.json');
    const manifest = {
      ...JSON.parse(readFileSync(file, 'utf8')),
      author: { name, email },
      homepage: home,
      repository: { type: 'git', url: `git+${home}.git` },
      bugs: { url: `${home}/issues` },
    };
    writeFileSync(
      file,
      await format(JSON.stringify(manifest), { ...(await resolveConfig(file)), filepath: file }),
    );
  }
  const n8n = join(root, 'packages/n8n');
  for (const part of ['credentials', 'nodes'])
    for (const entry of readdirSync(join(n8n, part), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) replaceIn(join(entry.parentPath, entry.name), before, home);
  console.log(`The publisher is ${name} (${home}). Look at the changes, then commit them.`);
}

function replaceIn(file, before, after) {
  const text = readFileSync(file, 'utf8');
  if (text.includes(before)) writeFileSync(file, text.replaceAll(before, after));
}
