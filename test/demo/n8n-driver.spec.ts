import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    await assert.rejects(installDriver(folder), { message: line });
  });

  it('is not believed until it can be loaded', async () => {
    assert.equal(await hasDriver(folder), false);
    await writeFile(join(folder, 'node_modules', 'sqlite3', 'built.js'), '');
    assert.equal(await hasDriver(folder), true);
  });
});
