import { driveCore } from './drive-core.ts';
import { explore, follow, keptScripts, readBudget } from './explore.ts';
import { strikeStages } from './stage.ts';
import { forgetHosts } from './wire-watch.ts';

describe('The core, whatever the platform does', () => {
  const { core, seed } = readBudget();
  before(forgetHosts);
  after(strikeStages);

  for (const [name, script] of keptScripts())
    it(`tells the truth in the kept script ${name}`, () => follow(script, driveCore));

  it(`tells the truth in ${core} scripts`, async function () {
    this.timeout(0);
    await explore({
      host: driveCore,
      scripts: core,
      seed,
      width: 12,
      rules: {
        maxRecipients: 24,
        waitsWeight: 3,
        delaysWeight: 1,
        outages: ['dns', 'dns-at-first', 'restart', 'restart'],
      },
    });
  });
});
