import { helper } from '../../packages/node-red/test/flow.ts';
import { driveNodeRed } from './drive-node-red.ts';
import { explore, follow, keptScripts, readBudget } from './explore.ts';
import { strikeStages } from './stage.ts';
import { forgetHosts } from './wire-watch.ts';

describe('The send nodes in Node-RED, whatever the platform does', () => {
  const { nodeRed, seed } = readBudget();
  before(forgetHosts);
  before(() => helper.startServer());
  after(async () => {
    await helper.stopServer();
    await strikeStages();
  });

  for (const [name, script] of keptScripts())
    it(`tell the truth in the kept script ${name}`, () => follow(script, driveNodeRed));

  it(`tell the truth in ${nodeRed} scripts`, async function () {
    this.timeout(0);
    await explore({
      host: driveNodeRed,
      scripts: nodeRed,
      seed,
      // There is one runtime in a process.
      width: 1,
      rules: { maxRecipients: 16, waitsWeight: 1, delaysWeight: 0, outages: ['dns', 'restart'] },
    });
  });
});
