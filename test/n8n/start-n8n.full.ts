import assert from 'node:assert/strict';
import { OWNER } from '../../packages/demo/src/start-n8n.ts';
import { withCommands } from '../demo/started-command.ts';
import { EXAMPLE_NAMES } from './n8n-under-test.ts';
import { logIn, type N8nSession } from './n8n-session.ts';

/** Those of n8n and of the simulator. */
const USUAL_PORTS = [5678, 4747];

describe('npm run start:n8n', function () {
  // The first time, this installs n8n.
  this.timeout(900_000);
  const commands = withCommands();
  const start = () => commands.start('run', '--silent', 'start:n8n');

  it('offers n8n with the examples and an inbox, also where the usual ports are taken, until Ctrl-C', async () => {
    await commands.occupy(USUAL_PORTS);
    const { until, interrupt } = start();
    const [open = '', n8n = '', inbox = ''] = await until('Ctrl-C stops all');
    assert.match(await (await fetch(`${inbox}/`)).text(), /inbox/i);
    const opened = await fetch(open, { redirect: 'manual' });
    assert.deepEqual([opened.status, opened.headers.get('location')], [302, `${n8n}/`]);
    const [cookie = ''] = opened.headers.getSetCookie()[0]?.split(';') ?? [];
    const own = await fetch(`${n8n}/rest/login`, { headers: { cookie } });
    assert.equal(((await own.json()) as { data: { email: string } }).data.email, OWNER.email);
    const session = await logIn({ url: n8n });
    assert.equal((await session.call<unknown[]>('GET', '/workflows')).length, EXAMPLE_NAMES.length);
    assert.deepEqual(await credentialsOf(session), ['Kore.ai simulator']);

    await interrupt();
    for (const url of [open, n8n, inbox]) await assert.rejects(fetch(url), 'nothing listens any more');
    await commands.assertNothingLeft();
  });

  it('can be interrupted while it prepares, and leaves nothing', async () => {
    const { until, interrupt } = start();
    await until('Installing the nodes');
    await interrupt();
    await commands.assertNothingLeft();
  });
});

async function credentialsOf(session: N8nSession): Promise<string[]> {
  const credentials = await session.call<{ name: string }[]>('GET', '/credentials');
  return credentials.map(({ name }) => name);
}
