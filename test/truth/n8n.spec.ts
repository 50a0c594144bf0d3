import { driveN8n } from './drive-n8n.ts';
import { explore, follow, keptScripts, readBudget } from './explore.ts';
import { strikeStages } from './stage.ts';
import { forgetHosts } from './wire-watch.ts';

describe('The send nodes in n8n, whatever the platform does', () => {
  const { n8n, seed } = readBudget();
  before(forgetHosts);
  after(strikeStages);

  for (const [name, script] of keptScripts())
    it(`tell the truth in the kept script ${name}`, () => follow(script, driveN8n));

  it(`tell the truth in ${n8n} scripts`, async function () {
    this.timeout(0);
    await explore({
      host: driveN8n,
      scripts: n8n,
      seed,
      width: 6,
      rules: { maxRecipients: 16, waitsWeight: 2, delaysWeight: 1, outages: ['dns', 'restart'] },
    });
  });
});
