// Runs before a package is packed: npm takes the files that are there, and of a tree that is not built it would take half of
// them in silence.
import { existsSync, readFileSync } from 'node:fs';

const {
  name,
  main,
  types,
  bin,
  exports,
  n8n,
  'node-red': nodeRed,
} = JSON.parse(readFileSync('package.json', 'utf8'));

/** Every path in a value of package.json. */
const pathsIn = (value) =>
  typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(pathsIn);

const built = pathsIn([main, types, bin, exports, n8n?.nodes, n8n?.credentials, nodeRed?.nodes]).filter(
  (path) => path.includes('dist/') && !path.includes('*'),
);
const missing = built.find((path) => !existsSync(path));
if (missing !== undefined) {
  console.error(
    `${name} is not built: ${missing} is missing. Run "npm run setup" in the project, then pack it again.`,
  );
  process.exitCode = 1;
}
