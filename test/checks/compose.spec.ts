import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readCommandLine } from '../../packages/simulator/src/command-line.ts';
import { root } from '../packaging/packages.ts';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
}

const FOLDER = join(root, 'packages/n8n/docker');
/** What Compose waits for. */
const CONDITIONS = ['service_started', 'service_healthy', 'service_completed_successfully'];

/** As far as it can be checked where there is no Docker. */
describe('The Compose file of n8n, the nodes and the simulator', () => {
  const compose = parse(readFileSync(join(FOLDER, 'compose.yaml'), 'utf8')) as Compose;
  const services = Object.entries(compose.services);

  it('pins images, listens on this machine alone, and uses volumes and services that it declares', () => {
    for (const [name, { image, ports = [], volumes, depends_on: needed = {} }] of services) {
      assert.match(image, /^[a-z0-9/]+:(?:\d+\.\d+\.\d[\w.-]*|\$\{\w+:-\d+\.\d+\.\d+\})$/, name);
      for (const port of ports) assert.match(port, /^127\.0\.0\.1:(\d+):\1$/, name);
      for (const volume of volumes) {
        const [from = ''] = volume.split(':');
        assert.ok(from === '.' || from in compose.volumes, `${name}: ${volume}`);
      }
      for (const [other, { condition }] of Object.entries(needed))
        assert.ok(other in compose.services && CONDITIONS.includes(condition), `${name}: ${other}`);
    }
  });

  it('installs tarballs of the names that npm gives them', () => {
    const script = compose.services['install']?.command?.at(-1) ?? '';
    const wanted = ['packages/n8n', 'shared-core', 'packages/simulator'].map((folder) => {
      const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
        name: string;
      };
      return `/packed/${name.slice(1).replace('/', '-')}-*.tgz`;
    });
    assert.deepEqual(script.match(/\/packed\/\S+/g), wanted);
  });

  it('starts the simulator by a file that is built, with options that it has', () => {
    const [program, file = '', ...options] = compose.services['simulator']?.command ?? [];
    assert.equal(program, 'node');
    const [, path = ''] = file.split('/node_modules/@kore-notify/');
    assert.ok(existsSync(join(root, 'packages', path)), file);
    const command = readCommandLine(options);
    assert.ok(command.kind === 'start');
    assert.deepEqual(
      [command.options.host, command.options.allowedHosts, command.options.port],
      ['0.0.0.0', ['simulator'], 4747],
    );
  });
});
