/* global document, fetch, location, setTimeout, window */
import { connectView, devicesView, jobsView, messagesView, receivedView } from './page-views.js';

const POLL_MS = 1000;
const ROWS = 200;

/** What each tab shows, and the list that it reads. */
const TABS = {
  messages: { view: messagesView, path: `/messages?limit=${ROWS}` },
  jobs: { view: jobsView, path: `/jobs?limit=${ROWS}` },
  devices: { view: devicesView, path: `/devices?limit=${ROWS}` },
  received: { view: receivedView, path: `/received?limit=${ROWS}` },
  connect: { view: connectView },
};

/** What the page shows; `chosen`, `open`, `whole` and the address of each page are the reader's own. */
const state = { app: undefined, chosen: undefined, open: new Set(), whole: undefined };

/** The page of each list that is shown, and what was read of it. */
const pages = {};
let shown = '';

/** What the control API answers; what is known already is not sent again. */
async function read(path, known) {
  const headers = known === undefined ? {} : { 'If-None-Match': known.tag };
  const answer = await fetch(`/_simulator${path}`, { headers });
  if (answer.status === 304) return known;
  if (!answer.ok) throw new Error(`The control API answered ${answer.status}.`);
  return { tag: answer.headers.get('etag'), data: await answer.json() };
}

async function refresh() {
  const live = document.getElementById('live');
  const tab = currentTab();
  try {
    state.app ??= (await read('/app')).data;
    state.summary = await read('/summary', state.summary);
    if (TABS[tab].path !== undefined) await readPage(tab);
    live.textContent = 'live';
    live.className = 'on';
    for (const name of ['messages', 'jobs', 'devices', 'received'])
      document.getElementById(`count-${name}`).textContent = state.summary.data[name].total.toLocaleString();
    show();
  } catch (error) {
    live.textContent = `not reached: ${error.message}`;
    live.className = '';
    // Another simulator may come up on this port.
    state.app = undefined;
  }
}

async function readPage(tab) {
  const page = pageOf(tab);
  // If another page was chosen meanwhile, this one is shown no more.
  page.read = await read(page.path, page.read);
}

function pageOf(tab) {
  pages[tab] ??= { path: TABS[tab].path, read: undefined };
  return pages[tab];
}

/** Shows another page of a list: the newest without a path. */
function turnTo(tab, path = TABS[tab].path) {
  pages[tab] = { path: path.replace(/^\/_simulator/, ''), read: undefined };
  window.scrollTo(0, 0);
  void refresh();
}

/** Reads one row with the whole of its text. */
async function showWhole(tab, number) {
  const { data } = await read(`/${tab}?number=${number}`);
  const [row] = data[tab];
  state.whole = row && { tab, number, row, next: data.next };
  show();
}

function currentTab() {
  const name = location.hash.slice(1);
  return Object.hasOwn(TABS, name) ? name : 'messages';
}

/** Draws only what has changed, so that a selection and a scroll position outlast the polling. */
function show() {
  const tab = currentTab();
  const page = pageOf(tab);
  if (state.app === undefined || (page.path !== undefined && page.read === undefined)) return;
  const { chosen, open, whole } = state;
  const isNewest = page.path === TABS[tab].path;
  const signature = JSON.stringify([tab, page, chosen, [...open], whole]);
  if (signature === shown) return;
  shown = signature;
  for (const link of document.querySelectorAll('nav a'))
    link.setAttribute('aria-selected', String(link.hash === `#${tab}`));
  const given = {
    ...state,
    list: page.read?.data,
    isNewest,
    redraw: show,
    turnTo: (path) => turnTo(tab, path),
    showWhole: (number) => showWhole(tab, number),
    choose: (identity) => {
      state.chosen = identity;
      show();
    },
  };
  keepingPlace(() => document.getElementById('view').replaceChildren(TABS[tab].view(given)));
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

window.addEventListener('hashchange', refresh);
document.addEventListener('visibilitychange', refresh);
document.getElementById('reset').addEventListener('click', async () => {
  await fetch('/_simulator/reset', { method: 'POST', headers: { 'X-Kore-Simulator': '1' } });
  Object.assign(state, { chosen: undefined, whole: undefined });
  state.open.clear();
  for (const tab of Object.keys(pages)) delete pages[tab];
  await refresh();
});
await keepRefreshing();
