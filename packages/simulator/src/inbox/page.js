/* global document, EventSource, fetch, location, URLSearchParams, window */
import { mountFaults } from './page-faults.js';
import { mountConnect, mountDevices, mountJobs, mountReceived } from './page-lists.js';
import { mountMessages } from './page-messages.js';

/** What each tab shows. */
const TABS = {
  messages: mountMessages,
  jobs: mountJobs,
  devices: mountDevices,
  received: mountReceived,
  faults: mountFaults,
  connect: mountConnect,
};
const COUNTED = ['messages', 'jobs', 'devices', 'received'];

const live = document.getElementById('live');
const view = document.getElementById('view');

/** What was read of each address; the server does not send again what has not changed. */
const known = new Map();
const MAX_KNOWN = 50;

/** What the tabs work with. */
const app = {
  info: undefined,
  summary: undefined,
  /** What the control API answers, and whether it is the same as the last time. */
  async read(path) {
    const old = known.get(path);
    const headers = old === undefined ? {} : { 'If-None-Match': old.tag };
    const answer = await fetch(`/_simulator${path}`, { headers });
    if (answer.status === 304) return { data: old.data, isKnown: true };
    if (!answer.ok) throw new Error(await problemOf(answer));
    const data = await answer.json();
    known.delete(path);
    known.set(path, { tag: answer.headers.get('etag'), data });
    if (known.size > MAX_KNOWN) known.delete(known.keys().next().value);
    return { data, isKnown: false };
  },
  async change(method, path, body) {
    const headers = {
      'X-Kore-Simulator': '1',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    const answer = await fetch(`/_simulator${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(await problemOf(answer));
    return answer.json();
  },
  params() {
    const [, query = ''] = location.hash.split('?');
    return Object.fromEntries(new URLSearchParams(query));
  },
  /** Shows something else; empty values are left out of the address. */
  go(params, tab = currentTab()) {
    const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value)).toString();
    location.hash = `${tab}${query === '' ? '' : `?${query}`}`;
  },
  refresh: () => refresh(),
};

async function problemOf(answer) {
  try {
    return (await answer.json()).error ?? `The control API answered ${answer.status}.`;
  } catch {
    return `The control API answered ${answer.status}.`;
  }
}

function currentTab() {
  const name = location.hash.slice(1).split('?')[0];
  return Object.hasOwn(TABS, name) ? name : 'messages';
}

let mounted;
let running;
let isWantedAgain = false;

/** One reading at a time; what comes meanwhile is one more afterwards. */
function refresh() {
  if (running !== undefined) {
    isWantedAgain = true;
    return running;
  }
  running = update().finally(() => {
    running = undefined;
    if (!isWantedAgain) return;
    isWantedAgain = false;
    void refresh();
  });
  return running;
}

async function update() {
  try {
    app.info ??= (await app.read('/app')).data;
    app.summary ??= (await app.read('/summary')).data;
    for (const name of COUNTED)
      document.getElementById(`count-${name}`).textContent = app.summary[name].total.toLocaleString();
    const tab = currentTab();
    if (mounted?.tab !== tab) {
      mounted?.unmount?.();
      for (const link of document.querySelectorAll('nav a'))
        if (link.hash === `#${tab}`) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      const root = document.createElement('div');
      view.replaceChildren(root);
      mounted = { tab, ...TABS[tab](root, app) };
      window.scrollTo(0, 0);
    }
    await mounted.update();
    say('live', 'on');
  } catch (error) {
    say(`not reached: ${error.message}`, '');
  }
}

/** Only what changes is written, or a screen reader would read it again and again. */
function say(text, className) {
  if (live.textContent !== text) live.textContent = text;
  live.className = className;
}

let source;

/** Told of changes while somebody looks. */
function watch() {
  source?.close();
  source = undefined;
  if (document.hidden) return;
  source = new EventSource('/_simulator/events');
  source.addEventListener('change', ({ data }) => {
    app.summary = JSON.parse(data);
    void refresh();
  });
  source.addEventListener('error', () => {
    say('not reached: it is tried again', '');
    // Another simulator may come up on this port.
    app.info = undefined;
    known.clear();
  });
}

const dialog = document.getElementById('ask-reset');
document.getElementById('reset').addEventListener('click', () => dialog.showModal());
document.getElementById('keep').addEventListener('click', () => dialog.close());
document.getElementById('do-reset').addEventListener('click', async () => {
  dialog.close();
  await fetch('/_simulator/reset', { method: 'POST', headers: { 'X-Kore-Simulator': '1' } });
  mounted?.unmount?.();
  mounted = undefined;
  known.clear();
  app.go({});
  app.summary = undefined;
  await refresh();
});
window.addEventListener('hashchange', refresh);
document.addEventListener('visibilitychange', watch);
await refresh();
watch();
