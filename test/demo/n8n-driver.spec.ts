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

/** An npm that writes where it works, which headers it was given, and whether it can read them; what it builds is nothing. */
const NPM = `#!/bin/sh
[ "$1" = rebuild ] || exit 0
{ pwd; echo "$npm_config_nodedir"; cat "$npm_config_nodedir/include/node/node_api.h"; } > "$KORE_TEST_LOG"
mkdir -p node_modules/sqlite3/build && echo built > node_modules/sqlite3/build/driver
exit "$KORE_TEST_CODE"
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
    for (const folder of ['n8n', 'n8n 2']) {
      await mkdir(join(home, folder, 'node_modules', 'sqlite3'), { recursive: true });
      await writeFile(
        join(home, folder, 'node_modules', 'sqlite3', 'package.json'),
        '{ "version": "1.0.0" }',
      );
    }
    await writeFile(join(headers, 'node_api.h'), 'the headers');
    await copyFile(process.execPath, node);
    for (const name of ['npm', 'make', 'g++', 'python3']) {
      await writeFile(join(home, 'bin', name), NPM);
      await chmod(join(home, 'bin', name), 0o755);
    }
  });
  after(() => rm(home, { recursive: true, force: true }));

  /** Installs into a folder. Gives what was said, where npm worked, and the headers that it was given. */
  async function install(folder: string, temporary: string, code = 0) {
    const log = join(home, 'given');
    const { PATH = '', ...env } = process.env;
    // They come from the npm that runs this test.
    for (const name of ['npm_execpath', 'npm_config_nodedir']) delete env[name];
    const module = fileURLToPath(new URL('../../packages/demo/src/n8n-driver.ts', import.meta.url));
    const script = `import(process.argv[1])
      .then(({ installDriver }) => installDriver({ folder: process.argv[2] }))
      .catch((error) => console.log(error.message));`;
    const { stdout } = spawnSync(node, ['-e', script, module, join(home, folder)], {
      env: {
        ...env,
        PATH: [join(home, 'bin'), PATH].join(delimiter),
        TMPDIR: join(home, temporary),
        KORE_TEST_LOG: log,
        KORE_TEST_CODE: String(code),
      },
      encoding: 'utf8',
    });
    const [cwd = '', path = '', content] = (await readFile(log, 'utf8')).split('\n');
    return { said: stdout, cwd, path, content };
  }

  for (const [what, folder] of [
    ['the headers', 'n8n'],
    ['the folder of n8n too', 'n8n 2'],
  ] as const)
    it(`is built where the compiler splits no path, and nothing else is left: ${what}`, async () => {
      const { cwd, path, content, said } = await install(folder, 'tmp');
      assert.equal(said, '');
      assert.match(cwd, /^[\w./-]+$/);
      assert.match(path, /^[\w./-]+$/);
      assert.equal(content, 'the headers');
      const built = join(home, folder, 'node_modules', 'sqlite3', 'build', 'driver');
      assert.equal(await readFile(built, 'utf8'), 'built\n');
      assert.deepEqual(await readdir(join(home, 'tmp')), []);
    });

  it('says what to do if the temporary folder has a blank too', async () => {
    const { path, said } = await install('n8n', 'tmp 2', 1);
    assert.equal(path, '');
    assert.match(said, /Größe 1, .*tmp 2\. Set TMPDIR to a folder without them, then try again\.$/m);
    assert.deepEqual(await readdir(join(home, 'tmp 2')), []);
  });
});
