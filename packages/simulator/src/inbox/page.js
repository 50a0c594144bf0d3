/* global document, fetch, location, setTimeout, window */
import { connectView, devicesView, jobsView, messagesView, receivedView } from './page-views.js';

const POLL_MS = 1000;
const MAX_MESSAGES = 500;
const MAX_ROWS = 200;

const VIEWS = {
  messages: messagesView,
  jobs: jobsView,
  devices: devicesView,
  received: receivedView,
  connect: connectView,
};

/** What the page shows; `chosen` and `open` are the reader's own. */
const state = { app: undefined, chosen: undefined, open: new Set() };
let shown = '';

async function read(path) {
  const answer = await fetch(`/_simulator${path}`);
  if (!answer.ok) throw new Error(`The control API answered ${answer.status}.`);
  return answer.json();
}

async function refresh() {
  const live = document.getElementById('live');
  try {
    state.app ??= await read('/app');
    const [messages, jobs, devices, received] = await Promise.all([
      read(`/messages?limit=${MAX_MESSAGES}`),
      read(`/jobs?limit=${MAX_ROWS}`),
      read('/devices'),
      read(`/received?limit=${MAX_ROWS}`),
    ]);
    Object.assign(state, { messages, jobs, devices, received });
    live.textContent = 'live';
    live.className = 'on';
    count('messages', messages.total);
    count('jobs', jobs.total);
    count('devices', devices.devices.length);
    count('received', received.total);
    show();
  } catch (error) {
    live.textContent = `not reached: ${error.message}`;
    live.className = '';
    // Another simulator may come up on this port.
    state.app = undefined;
  }
}

function count(name, number) {
  document.getElementById(`count-${name}`).textContent = number.toLocaleString();
}

function currentTab() {
  const name = location.hash.slice(1);
  return Object.hasOwn(VIEWS, name) ? name : 'messages';
}

/** Draws only what has changed, so that a selection and a scroll position outlast the polling. */
function show() {
  if (state.messages === undefined) return;
  const tab = currentTab();
  const signature = JSON.stringify([tab, state.chosen, [...state.open], state]);
  if (signature === shown) return;
  shown = signature;
  for (const link of document.querySelectorAll('nav a'))
    link.setAttribute('aria-selected', String(link.hash === `#${tab}`));
  keepingPlace(() => document.getElementById('view').replaceChildren(VIEWS[tab](state, show)));
}

/** Puts the focus and the list of recipients back where they were. */
function keepingPlace(redraw) {
  const { title } = document.activeElement ?? {};
  const scrolled = document.querySelector('.people')?.scrollTop ?? 0;
  redraw();
  const people = document.querySelector('.people');
  if (people !== null) people.scrollTop = scrolled;
  if (title) [...document.querySelectorAll('#view button')].find((button) => button.title === title)?.focus();
}

async function keepRefreshing() {
  if (!document.hidden) await refresh();
  setTimeout(keepRefreshing, POLL_MS);
}

window.addEventListener('hashchange', show);
document.addEventListener('visibilitychange', refresh);
document.getElementById('reset').addEventListener('click', async () => {
  await fetch('/_simulator/reset', { method: 'POST' });
  state.chosen = undefined;
  state.open.clear();
  await refresh();
});
await keepRefreshing();
