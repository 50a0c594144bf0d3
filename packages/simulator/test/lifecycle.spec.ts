import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createSimulator } from '../src/index.ts';
import { helpText, readCommandLine } from '../src/command-line.ts';
import { startClient, stopAll } from './raw-client.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function run(...args: string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function outputOf(child: ChildProcess): Promise<{ code: unknown; out: string; error: string }> {
  let out = '';
  let error = '';
  child.stdout?.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr?.on('data', (text: Buffer) => (error += text.toString()));
  const [code] = (await once(child, 'close')) as unknown[];
  return { code, out, error };
}

describe('a simulator', () => {
  afterEach(stopAll);

  it('lives beside another one, and shares nothing with it', async () => {
    const first = await startClient();
    const second = await startClient({ maxPerMinute: 1 });
    assert.notEqual(first.simulator.port, second.simulator.port);
    first.simulator.addFault({ kind: 'answer', status: 500 });
    assert.equal((await second.send()).status, 200);
    assert.equal((await first.send()).status, 500);
    assert.equal((await first.send()).status, 200);
    assert.equal(first.simulator.received().length, 2);
    assert.equal(second.simulator.received().length, 1);
  });

  it('stops at once, with idle connections and unfinished answers, as often as it is told', async () => {
    const listeners = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
    const listenersBefore = listeners();
    const client = await startClient();
    client.simulator.addFault({ kind: 'delay', ms: 60_000 });
    client.simulator.addFault({ kind: 'delay', ms: 60_000, process: 'after' });
    const idle = connect(client.simulator.port, client.simulator.host);
    await once(idle, 'connect');
    const closed = once(idle, 'close');
    const waiting = [client.send(), client.send()].map((call) => assert.rejects(call));
    while (client.simulator.received().length < 2) await new Promise(setImmediate);

    const startedAt = performance.now();
    await Promise.all([client.simulator.stop(), client.simulator.stop()]);
    await client.simulator.stop();
    await Promise.all([...waiting, closed]);
    assert.ok(performance.now() - startedAt < 1_000);
    await assert.rejects(client.control('GET', '/app'));
    assert.equal(client.simulator.jobs().length, 1);
    assert.equal(listeners(), listenersBefore);
  });

  it('says which option is out of range, and that a port is taken', async () => {
    await assert.rejects(createSimulator({ timeScale: 0 }), /option timeScale is 0; it takes a number/);
    await assert.rejects(createSimulator({ maxPerMinute: 1.5 }), /whole number of at least 1/);
    for (const maxMemoryMb of [0, -1, 1.5, NaN, Infinity])
      await assert.rejects(createSimulator({ maxMemoryMb }), /option maxMemoryMb is .* from 1 to 65536/);
    const { simulator } = await startClient();
    await assert.rejects(createSimulator({ port: simulator.port }), { code: 'EADDRINUSE' });
  });

  it('serves an inbox page that takes nothing from elsewhere', async () => {
    const client = await startClient();
    const page = await client.request({ path: '/', token: undefined });
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(page.headers.get('content-security-policy') ?? '', /^default-src 'none'; /);
    const parts = [...page.text.matchAll(/(?:src|href)="(\/[^"]*)"/g)].map(([, path = '']) => path);
    assert.ok(parts.length >= 3);
    const folder = new URL('../src/inbox/', import.meta.url);
    const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
    assert.ok(scripts.length >= 8);
    for (const path of [...parts, ...scripts.map((name) => `/inbox/${name}`)])
      for (const method of ['GET', 'HEAD'])
        assert.equal((await client.request({ method, path, token: undefined })).status, 200, path);
    const texts = scripts.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('');
    assert.doesNotMatch(page.text + texts, /https?:\/\/(?!127\.0\.0\.1)|innerHTML/);
    assert.deepEqual(client.simulator.received(), []);
  });
});

describe('the command', () => {
  it('explains itself with --help: every flag, with its default', async () => {
    const { code, out, error } = await outputOf(run('--help'));
    assert.deepEqual([code, error], [0, '']);
    assert.equal(out.trim(), helpText());
    for (const flag of ['--port', '--host', '--time-scale', '--jti', '--job-duration-ms', '--help'])
      assert.ok(out.includes(flag), flag);
  });

  it('prints where it listens and credentials that work, and stops on SIGTERM', async () => {
    const child = run('--port', '0', '--jti');
    const output = outputOf(child);
    const [text] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const url = /Host +(\S+)/.exec(text.toString())?.[1] ?? '';
    const app = (await (await fetch(`${url}/_simulator/app`)).json()) as Record<string, string>;
    assert.equal(app['enforceJti'], true);
    for (const name of ['botId', 'clientId', 'clientSecret', 'url'])
      assert.ok(text.toString().includes(app[name] ?? '?'), name);
    child.kill('SIGTERM');
    const { code, error } = await output;
    assert.deepEqual([code, error], [0, '']);
  });

  it('prints the public key instead of the secret with --jwe', async () => {
    const child = run('--port', '0', '--jwe');
    const output = outputOf(child);
    const [text] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const shown = text.toString();
    const url = /Host +(\S+)/.exec(shown)?.[1] ?? '';
    const app = (await (await fetch(`${url}/_simulator/app`)).json()) as Record<string, unknown>;
    assert.deepEqual(JSON.parse(/Public key +(.+)/.exec(shown)?.[1] ?? ''), app['publicJwk']);
    assert.ok(!shown.includes(String(app['clientSecret'])));
    child.kill('SIGTERM');
    await output;
  });

  it('says in one line that a port is in use, and what to do', async () => {
    const simulator = await createSimulator();
    const { code, out, error } = await outputOf(run('--port', String(simulator.port)));
    await simulator.stop();
    assert.deepEqual([code, out], [1, '']);
    assert.equal(
      error,
      `kore-simulator: port ${simulator.port} of 127.0.0.1 is in use. Stop what uses it, or choose another port: --port 0 takes a free one.\n`,
    );
  });

  it('turns flags into options, and says which one is wrong', () => {
    assert.deepEqual(readCommandLine(['--time-scale', '60', '--jti', '--clock-offset-ms=-5000']), {
      kind: 'start',
      options: { port: 4747, timeScale: 60, jti: true, clockOffsetMs: -5000 },
    });
    assert.deepEqual(readCommandLine(['--max-memory', '64', '--allow-host', 'simulator, kore.test']), {
      kind: 'start',
      options: { port: 4747, maxMemoryMb: 64, allowedHosts: ['simulator', 'kore.test'] },
    });
    assert.throws(() => readCommandLine(['--port', 'x']), /--port must be a number, got "x"/);
    assert.throws(() => readCommandLine(['--speed', '2']), /Unknown option '--speed'/);
  });
});
