import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer, type AddressInfo, type Server as SocketServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import {
  keepScreenshot,
  type NodeRedEditor,
  openDialog,
  openNodeRedEditor,
  OTHER_SITE,
  PASSWORD,
  startBrowser,
  startNodeRedEditor,
  type Users,
} from './editor-under-test.ts';

const USERS: Users = {
  owner: '*',
  'may-write-apps': ['kore-app.write', '*.read'],
  'may-write-flows': ['flows.write', '*.read'],
};

/** What a page of another site can try, each with a target and what the Test button would send. */
const ATTACKS: Readonly<Record<string, (target: string, typed: Readonly<Record<string, string>>) => void>> = {
  'a form': (target, typed) => {
    submit(target, 'application/x-www-form-urlencoded', typed);
  },
  'a form of several parts': (target, typed) => {
    submit(target, 'multipart/form-data', typed);
  },
  'a form of plain text that reads as JSON': (target, typed) => {
    const json = JSON.stringify({ ...typed, more: '=' });
    const [before = '', after = ''] = json.split('=');
    submit(target, 'text/plain', { [before]: after });
  },
  'a form in a frame without an origin': (target, typed) => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts allow-forms');
    const inputs = Object.keys(typed).map((name) => `<input name="${name}" value="${typed[name] ?? ''}">`);
    frame.srcdoc = `<form method="post" action="${target}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`;
    document.body.append(frame);
  },
  'a beacon of text': (target, typed) => {
    navigator.sendBeacon(target, JSON.stringify(typed));
  },
  'a beacon of fields': (target, typed) => {
    navigator.sendBeacon(target, new URLSearchParams(typed));
  },
  'a beacon of JSON': (target, typed) => {
    navigator.sendBeacon(target, new Blob([JSON.stringify(typed)], { type: 'application/json' }));
  },
  'a simple request of text': (target, typed) => {
    void fetch(target, { method: 'POST', mode: 'no-cors', body: JSON.stringify(typed) });
  },
  'a simple request with cookies': (target, typed) => {
    const body = new URLSearchParams(typed);
    void fetch(target, { method: 'POST', mode: 'no-cors', credentials: 'include', body });
  },
  'a simple request that is called JSON': (target, typed) => {
    const headers = { 'content-type': 'application/json', 'x-kore-notify': 'test' };
    void fetch(target, { method: 'POST', mode: 'no-cors', headers, body: JSON.stringify(typed) });
  },
  'a request of JSON': (target, typed) => {
    const headers = { 'content-type': 'application/json' };
    void fetch(target, { method: 'POST', headers, body: JSON.stringify(typed) }).catch(() => undefined);
  },
  'just what the button sends': (target, typed) => {
    const headers = { 'content-type': 'application/json', 'x-kore-notify': 'test' };
    void fetch(target, { method: 'POST', headers, body: JSON.stringify(typed) }).catch(() => undefined);
  },
  'an XMLHttpRequest': (target, typed) => {
    const request = new XMLHttpRequest();
    request.open('POST', target);
    request.withCredentials = true;
    request.send(JSON.stringify(typed));
  },
};
/** Those that a browser sends without asking the other side first. */
const UNASKED = Object.keys(ATTACKS).filter(
  (name) => !['a beacon of JSON', 'a request of JSON', 'just what the button sends'].includes(name),
);

/** Lives in the page: a form that is sent into a frame, so that the page stays. */
declare function submit(target: string, encoding: string, fields: Readonly<Record<string, string>>): void;
const PAGE = `<!doctype html><body><iframe name="sink"></iframe><script>
function submit(target, encoding, fields) {
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action: target, enctype: encoding, target: 'sink' });
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input');
    Object.assign(input, { type: 'hidden', name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}
</script></body>`;

const SETTLING_MS = 400;

describe('The Test button of a kore-app in a real browser', () => {
  let browser: Browser;
  let simulator: Simulator;
  /** Where a forged test would lead to. */
  let recorder: SocketServer;
  let connections = 0;
  const connectionsSoFar = (): number => connections;
  let evil: Server;
  /** A server that answers anybody, to see that the pages do what they are meant to. */
  let open: Server;
  const taken: string[] = [];
  const portOf = (server: SocketServer | Server): number => (server.address() as AddressInfo).port;

  before(async function () {
    this.timeout(240_000);
    simulator = await createSimulator();
    recorder = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    evil = createHttpServer((_, response) => response.setHeader('content-type', 'text/html').end(PAGE));
    open = createHttpServer((request, response) => {
      taken.push(request.method ?? '');
      response.end();
    });
    for (const server of [recorder, evil, open]) {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    }
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
    for (const server of [recorder, evil, open]) server.close();
    await simulator.stop();
  });

  const flow = (): readonly object[] => {
    const { url, app } = simulator;
    const { botId, clientId } = app;
    const send = { id: 'send', type: 'kore-send-v2', z: 'tab', x: 300, y: 100, app: 'app', wires: [[], []] };
    return [
      { id: 'tab', type: 'tab', label: 'Test' },
      {
        id: 'app',
        type: 'kore-app',
        name: 'My app',
        host: url,
        botId,
        clientId,
        algorithm: 'HS256',
        configVersion: 1,
      },
      {
        ...send,
        channel: 'msteams',
        channelSource: 'choice',
        message: 'Hello {name}',
        recipients: 'payload',
        recipientsSource: 'msg',
        configVersion: 1,
      },
    ];
  };
  const forged = (): Record<string, string> => ({
    id: 'app',
    host: `http://127.0.0.1:${portOf(recorder)}`,
    botId: 'st-forged',
    clientId: 'cs-forged',
    clientSecret: 'a-secret-that-is-long-enough-to-sign-with',
    algorithm: 'HS256',
  });
  const origins = (): string[] =>
    [OTHER_SITE, 'localhost', '127.0.0.1'].map((name) => `http://${name}:${portOf(evil)}`);

  /** All attacks from a page of each other origin. Gives the statuses that the target answered with. */
  async function attack(target: string): Promise<number[]> {
    const statuses: number[] = [];
    for (const origin of origins()) {
      const page = await browser.newPage();
      page.on('response', (response) => {
        if (response.url() === target) statuses.push(response.status());
      });
      await page.goto(origin);
      for (const run of Object.values(ATTACKS)) {
        for (const typed of [forged(), { ...forged(), botId: '${HOME}', clientSecret: '${HOME}' }]) {
          await page.evaluate(`(${run.toString()})(${JSON.stringify(target)}, ${JSON.stringify(typed)})`);
        }
        // One frame takes all forms: each must have left before the next.
        await sleep(SETTLING_MS);
      }
      await page.close();
    }
    return statuses;
  }

  it('could be reached by these pages if it answered anybody', async function () {
    this.timeout(240_000);
    await attack(`http://127.0.0.1:${portOf(open)}/kore-app/test`);
    const posts = taken.filter((method) => method === 'POST').length;
    assert.ok(posts >= UNASKED.length * origins().length, `only ${posts} requests`);
    assert.ok(taken.includes('OPTIONS'));
  });

  for (const [what, users] of [
    ['without a login', undefined],
    ['with a login', USERS],
  ] as const) {
    describe(what, () => {
      let nodeRed: NodeRedEditor;
      let page: Page;

      before(async function () {
        this.timeout(240_000);
        const { clientSecret } = simulator.app;
        nodeRed = await startNodeRedEditor({
          nodes: flow(),
          credentials: { app: { clientSecret } },
          ...(users && { users }),
        });
        page = await openNodeRedEditor(browser, nodeRed.url, { user: users && 'owner' });
      });
      after(async function () {
        this.timeout(30_000);
        await page.close();
        await nodeRed.stop();
      });

      it('works in the editor', async function () {
        this.timeout(240_000);
        const errors: string[] = [];
        page.on('pageerror', ({ message }) => errors.push(message));
        await openDialog(page, 'app');
        const result = page.locator('#kore-test-result');
        const press = async (): Promise<string> => {
          await page.click('#kore-test');
          await page.locator('.kore-test-success, .kore-test-failure').waitFor();
          return result.innerText();
        };
        assert.match(await press(), /^Connected to http:\/\/127\.0\.0\.1:\d+ as bot st-/);
        await keepScreenshot(page, `test-button ${what}`);

        await page.fill('#node-config-input-host', `http://127.0.0.1:${portOf(recorder)}`);
        assert.match(await press(), /^Type the secret again to test/);
        await page.fill('#node-config-input-clientId', '${HOME}');
        assert.match(await press(), /^Deploy first to test with \$\{HOME\}/);
        assert.equal(connectionsSoFar(), 0);

        // The very call that the forged ones are like: so the recorder sees what there is to see.
        for (const [name, value] of Object.entries(forged()))
          if (name !== 'id' && name !== 'algorithm') await page.fill(`#node-config-input-${name}`, value);
        assert.doesNotMatch(await press(), /Deploy first|again to test|not come from/);
        await keepScreenshot(page, `test-button refused ${what}`);
        assert.ok(connectionsSoFar() > 0);
        connections = 0;
        await page.click('#node-config-dialog-cancel');
        assert.deepEqual(errors, []);
      });

      it('cannot be pressed by a page of another site', async function () {
        this.timeout(240_000);
        const statuses = await attack(`${nodeRed.url}/kore-app/test`);
        assert.ok(statuses.length >= UNASKED.length, `only ${statuses.length} answers`);
        assert.deepEqual(
          [...new Set(statuses)].filter((status) => ![401, 403, 404, 415].includes(status)),
          [],
        );
        assert.equal(connectionsSoFar(), 0);
        assert.equal(simulator.messages().length, 0);
      });

      if (users === undefined) {
        it('has a field for the maximum of recipients, which is 1,000', async function () {
          this.timeout(240_000);
          await openDialog(page, 'send');
          await page.click('#kore-tabs a[title="Options"], #kore-tabs >> text=Options');
          const maximum = page.locator('#node-input-maxRecipients');
          await maximum.scrollIntoViewIfNeeded();
          assert.equal(await maximum.getAttribute('placeholder'), '1000');
          await keepScreenshot(page, 'maximum of recipients');
          await page.click('#node-dialog-cancel');
        });
        return;
      }

      it('takes the right to write flows', async () => {
        const press = async (user: string | undefined, scope = ''): Promise<number> => {
          const token = user === undefined ? undefined : await logIn(nodeRed.url, user, scope);
          const { status } = await fetch(`${nodeRed.url}/kore-app/test`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              'x-kore-notify': 'test',
              ...(token !== undefined && { authorization: `Bearer ${token}` }),
            },
            body: JSON.stringify({ ...forged(), host: simulator.url }),
          });
          return status;
        };
        assert.equal(await press(undefined), 401);
        assert.equal(await press('may-write-apps', 'kore-app.write'), 401);
        assert.equal(await press('may-write-flows', 'flows.write'), 200);
        assert.equal(await press('owner', '*'), 200);
      });
    });
  }
});

async function logIn(url: string, username: string, scope: string): Promise<string> {
  const asked = { client_id: 'node-red-admin', grant_type: 'password', scope, username, password: PASSWORD };
  const answer = await fetch(`${url}/auth/token`, { method: 'POST', body: new URLSearchParams(asked) });
  const { access_token } = (await answer.json()) as { access_token?: string };
  assert.ok(access_token, `${username} cannot log in: ${answer.status}`);
  return access_token;
}
