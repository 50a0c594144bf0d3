import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeDriver, hasDriver, installDriver } from '../../packages/demo/src/n8n-driver.ts';

describe("n8n's database driver, where it cannot be downloaded", function () {
  this.timeout(30_000);
  const { PATH } = process.env;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kore-notify-test-'));
    const driver = join(folder, 'node_modules', 'sqlite3');
    await mkdir(driver, { recursive: true });
    await writeFile(
      join(folder, 'package.json'),
      '{ "private": true, "dependencies": { "sqlite3": "1.0.0" } }',
    );
    const manifest = { name: 'sqlite3', version: '1.0.0', main: 'built.js', scripts: { install: 'exit 1' } };
    await writeFile(join(driver, 'package.json'), JSON.stringify(manifest));
    // A machine that has a shell and no compiler.
    const bin = join(folder, 'bin');
    await mkdir(bin);
    await symlink('/bin/sh', join(bin, 'sh'));
    process.env['PATH'] = bin;
  });
  afterEach(async () => {
    process.env['PATH'] = PATH;
    await rm(folder, { recursive: true, force: true });
  });

  it('names the packages that are missing, before and after it was tried', async () => {
    const line = /On Debian and Ubuntu: apt-get install make g\+\+ python3$/;
    assert.match(describeDriver(), line);
    await assert.rejects(installDriver({ folder }), { message: line });
  });

  it('is not believed until it can be loaded', async () => {
    assert.equal(await hasDriver(folder), false);
    await writeFile(join(folder, 'node_modules', 'sqlite3', 'built.js'), '');
    assert.equal(await hasDriver(folder), true);
  });
});

/** An npm that writes which headers it was given, and can read them or not, and fails. */
const NPM = `#!/bin/sh
{ echo "$npm_config_nodedir"; cat "$npm_config_nodedir/include/node/node_api.h"; } > given
exit 1
`;

describe("n8n's database driver, compiled with the headers of a Node whose path has a blank and an umlaut", function () {
  this.timeout(30_000);
  let home: string;
  let node: string;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'kore-notify-test-'));
    node = join(home, 'Größe 1', 'bin', 'node');
    const headers = join(home, 'Größe 1', 'include', 'node');
    for (const folder of [dirname(node), headers, join(home, 'bin'), join(home, 'tmp'), join(home, 'tmp 2')])
      await mkdir(folder, { recursive: true });
    await writeFile(join(headers, 'node_api.h'), 'the headers');
    await copyFile(process.execPath, node);
    for (const name of ['npm', 'make', 'g++', 'python3']) {
      await writeFile(join(home, 'bin', name), NPM);
      await chmod(join(home, 'bin', name), 0o755);
    }
  });
  after(() => rm(home, { recursive: true, force: true }));

  /** Installs with this temporary folder. Gives what was said, and what npm was given. */
  async function install(temporary: string): Promise<{ readonly said: string; readonly given: string[] }> {
    const { PATH = '', ...env } = process.env;
    // It names the npm that runs this test, which would be taken.
    delete env['npm_execpath'];
    delete env['npm_config_nodedir'];
    const module = fileURLToPath(new URL('../../packages/demo/src/n8n-driver.ts', import.meta.url));
    const script = `import(process.argv[1]).then(({ installDriver }) => installDriver({ folder: process.cwd() }))
      .catch((error) => console.log(error.message));`;
    const { stdout } = spawnSync(node, ['-e', script, module], {
      cwd: home,
      env: { ...env, PATH: [join(home, 'bin'), PATH].join(delimiter), TMPDIR: temporary },
      encoding: 'utf8',
    });
    return { said: stdout, given: (await readFile(join(home, 'given'), 'utf8')).split('\n') };
  }

  it('gets them by a path that the compiler does not split, which is removed afterwards', async () => {
    const { given, said } = await install(join(home, 'tmp'));
    assert.match(given[0] ?? '', /^[\w./-]+$/, said);
    assert.equal(given[1], 'the headers');
    assert.deepEqual(await readdir(join(home, 'tmp')), []);
  });

  it('says what to do if the temporary folder has a blank too', async () => {
    const { given, said } = await install(join(home, 'tmp 2'));
    assert.equal(given[0], '');
    assert.match(said, /Set TMPDIR to a folder without them, then try again\.$/m);
  });
});
