import assert from 'node:assert/strict';
import { withCommands } from './started-command.ts';

/** Those of Node-RED and of the simulator. */
const USUAL_PORTS = [1880, 4747];

describe('npm start', function () {
  this.timeout(60_000);
  const commands = withCommands();
  const npmStart = (...args: readonly string[]) => commands.start('start', '--silent', '--', ...args);

  it('shows who got the message and who did not, also where the usual ports are taken, and exits with 0', async () => {
    await commands.occupy(USUAL_PORTS);
    const { code, text } = await npmStart('--once').ended();
    assert.equal(code, 0);
    assert.match(text, /First channel, MS Teams: 40 people, 1 request, 34 delivered, 6 undelivered/);
    assert.match(text, /Second channel, WhatsApp: 6 people, 1 request, 4 delivered, 2 undelivered/);
    assert.match(text, /38 of 40 people reached/);
    assert.match(text, /Leo Lopez .*Identity is not associated with the channel/);
    assert.match(text, /Goran Grau .*Identity is not associated with the channel/);
    await commands.assertNothingLeft();
  });

  it('stays up with editor and inbox until Ctrl-C, and leaves nothing behind', async () => {
    const { until, interrupt } = npmStart();
    const urls = await until('Ctrl-C stops both');
    assert.equal(urls.length, 2);
    const pages = await Promise.all(urls.map(async (url) => (await fetch(`${url}/`)).text()));
    assert.match(pages[0] ?? '', /red\/red\.min\.js/, 'the editor');
    assert.match(pages[1] ?? '', /inbox/i, 'the inbox');

    await interrupt();
    for (const url of urls) await assert.rejects(fetch(url), 'nothing listens any more');
    await commands.assertNothingLeft();
  });

  it('can be interrupted while it prepares, and leaves nothing', async () => {
    const { interrupt } = npmStart();
    await commands.untilFolder();
    await interrupt();
    await commands.assertNothingLeft();
  });
});
