// How every npm script of this repository starts:
//   node packages/demo/run.mjs                     sets up: installs what is missing, builds what has changed
//   node packages/demo/run.mjs build               the same, but builds in any case
//   node packages/demo/run.mjs <file> [argument …] sets up, then runs a file in Node
//   node packages/demo/run.mjs <tool> [argument …] sets up, then runs a tool of node_modules
// Plain JavaScript that also an old Node can read, since it is there before anything else.
const [major] = process.versions.node.split('.').map(Number);
const packageManager = (process.env.npm_config_user_agent || 'npm').split('/')[0];

if (major < 20) {
  stop(`Node ${process.versions.node} is too old. Install Node 24, then try again.`);
} else if (packageManager !== 'npm') {
  stop(`This repository does not work with ${packageManager}. Use npm instead, for example: npm start`);
} else {
  import('./launch.mjs').then(({ launch }) => launch(process.argv.slice(2)));
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
