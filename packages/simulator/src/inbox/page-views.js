/* global document, getSelection, navigator, setTimeout */

const COPIED_MS = 1200;

/** An element. What comes from outside only ever becomes text. */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(
    ...children
      .filter((child) => child !== undefined)
      .map((child) => (child.nodeType ? child : String(child))),
  );
  return made;
}

function timeOf(ms) {
  const date = new Date(ms);
  return element(
    'time',
    { dateTime: date.toISOString(), title: date.toISOString() },
    date.toLocaleTimeString(),
  );
}

function badge(text, kind = '') {
  return element('span', { className: `badge ${kind}` }, text);
}

function table(heads, rows) {
  return element(
    'div',
    { className: 'card' },
    element(
      'table',
      {},
      element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
      element(
        'tbody',
        {},
        ...rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell)))),
      ),
    ),
  );
}

function note(text) {
  return element('p', { className: 'faint' }, text);
}

/** A way to the other pages of a list, and what is kept no more. */
function footer({ list, isNewest, turnTo, what, further = 'Older' }) {
  const dropped = list.dropped ?? 0;
  const button = (label, path) => {
    const made = element('button', { type: 'button', title: label }, label);
    made.addEventListener('click', () => turnTo(path));
    return made;
  };
  return element(
    'footer',
    {},
    isNewest ? undefined : button('First page', undefined),
    list.next === undefined ? undefined : button(further, list.next),
    dropped === 0 ? undefined : note(`Older ${what} were dropped: ${dropped.toLocaleString()}`),
  );
}

export function messagesView(state) {
  const { messages } = state.list;
  if (messages.length === 0 && state.isNewest && !state.list.dropped) return welcome(state);
  const newestFirst = messages.toReversed();
  const people = Map.groupBy(newestFirst, ({ identity }) => identity);
  const chosen = people.has(state.chosen) ? state.chosen : undefined;

  const choice = (label, count, identity) => {
    const button = element(
      'button',
      { type: 'button', title: label },
      element('span', { className: 'who' }, label),
      element('span', { className: 'faint' }, count),
    );
    button.setAttribute('aria-pressed', String(chosen === identity));
    button.addEventListener('click', () => state.choose(identity));
    return button;
  };
  const list = element(
    'nav',
    { className: 'card people', ariaLabel: 'Recipients of this page' },
    choice('Everybody', messages.length, undefined),
    ...[...people].map(([identity, own]) => choice(identity, own.length, identity)),
  );
  const cards = (chosen === undefined ? newestFirst : people.get(chosen)).map((message) =>
    messageCard(message, state),
  );
  return element(
    'div',
    { className: 'inbox' },
    list,
    element('section', {}, ...cards, footer({ ...state, what: 'messages' })),
  );
}

/** A row as it was listed, or the whole of it if the reader asked for that. */
function wholeOf(row, { whole }, tab) {
  return whole?.tab === tab && whole.number === row.number ? whole : { row };
}

/** Beside a text that is cut: a way to the whole of it. */
function more(number, { row, next }, isCut, { showWhole }) {
  if (next !== undefined) return note(`The text goes on at ${next}`);
  if (!isCut || row.number === undefined) return undefined;
  const button = element('button', { type: 'button', title: `Show all of ${number}` }, 'Show all');
  button.addEventListener('click', () => showWhole(number));
  return button;
}

function messageCard(listed, state) {
  const whole = wholeOf(listed, state, 'messages');
  const { number, identity, channel, outcome, comment, at, kind, text, requestId, isCut } = {
    ...listed,
    text: whole.row.text,
    isCut: whole.row.isCut,
  };
  return element(
    'article',
    { className: 'card message' },
    element(
      'div',
      { className: 'head' },
      element('span', { className: 'who' }, identity),
      badge(channel),
      badge(outcome, outcome),
      kind === 'text' ? undefined : badge(kind === 'script' ? 'script, not run here' : kind),
      timeOf(at),
    ),
    kind === 'text' ? element('p', {}, text) : element('pre', {}, text),
    more(number, whole, isCut, state),
    element('p', { className: `note ${outcome}`, title: requestId }, comment ?? 'The job is not there yet.'),
  );
}

const JOB_KINDS = { IN_PROGRESS: 'pending', SUCCESS: 'delivered', FAILURE: 'undelivered' };

export function jobsView(state) {
  const { jobs } = state.list;
  if (jobs.length === 0 && state.isNewest && !state.list.dropped)
    return blank('No jobs', 'Each send makes one. Its request id is what the status calls take.');
  const rows = jobs
    .toReversed()
    .map((job) => [
      element('code', {}, job.requestId),
      job.call === 'send' ? 'V1' : 'V2',
      job.channel,
      badge(job.status, JOB_KINDS[job.status] ?? 'pending'),
      element('progress', { max: 100, value: job.percentageComplete, title: `${job.percentageComplete} %` }),
      `${job.delivered} of ${job.recipients}${job.undelivered > 0 ? `, ${job.undelivered} not` : ''}`,
      timeOf(job.createdAt),
    ]);
  const heads = ['Request id', 'API', 'Channel', 'Status', 'Progress', 'Delivered', 'Since'];
  return element('div', {}, table(heads, rows), footer({ ...state, what: 'jobs' }));
}

export function devicesView(state) {
  const { devices } = state.list;
  if (devices.length === 0 && state.isNewest && !state.list.dropped)
    return blank('No devices', 'A subscribe call adds one: devices get push messages, user by user.');
  const rows = devices.map(({ userId, deviceId, osType, botId }) => [
    userId,
    element('code', {}, deviceId),
    osType,
    element('code', {}, botId),
  ]);
  const heads = ['User', 'Device', 'OS', 'Bot'];
  return element('div', {}, table(heads, rows), footer({ ...state, what: 'devices', further: 'More' }));
}

export function receivedView(state) {
  const { received } = state.list;
  const { open } = state;
  if (received.length === 0 && state.isNewest && !state.list.dropped)
    return blank('No requests', 'Every request to the platform is listed here, also the refused ones.');
  const rows = received.toReversed().map((request) => {
    const { number, method, path, call, answeredStatus, at, headers } = request;
    const whole = wholeOf(request, state, 'received');
    const { body, isBodyCut } = whole.row;
    const details = element('details', { className: 'card request', open: open.has(number) });
    details.addEventListener('toggle', () => {
      if (details.open) open.add(number);
      else open.delete(number);
    });
    details.append(
      element(
        'summary',
        {},
        element('span', { className: 'faint' }, `${number}`),
        statusBadge(answeredStatus),
        badge(call ?? 'no call'),
        element('code', {}, `${method} ${path}`),
        timeOf(at),
      ),
      element(
        'pre',
        {},
        Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join('\n'),
      ),
      body === undefined
        ? ''
        : element('pre', {}, typeof body === 'string' ? body : JSON.stringify(body, null, 2)),
      more(number, whole, isBodyCut, state) ?? '',
    );
    return details;
  });
  return element('div', {}, ...rows, footer({ ...state, what: 'requests' }));
}

function statusBadge(status) {
  if (status === undefined) return badge('no answer', 'undelivered');
  return badge(status, status < 400 ? 'delivered' : 'undelivered');
}

export function connectView({ app }) {
  return element(
    'section',
    { className: 'card empty' },
    element('h2', {}, 'Connect a flow'),
    element('p', {}, 'Give these to your Kore.ai configuration or credential. They work at once.'),
    credentials(app),
    note('Nobody is messaged: whatever is sent ends here.'),
  );
}

function welcome({ app }) {
  return element(
    'section',
    { className: 'card empty' },
    element('h2', {}, 'No messages yet'),
    element(
      'p',
      {},
      'Give these to your Kore.ai configuration or credential, then send: the message appears here.',
    ),
    credentials(app),
    note('Any recipient works. To see one fail, write to nobody@example.com.'),
  );
}

function credentials({ url, botId, clientId, clientSecret, algorithm, enforceJti, publicJwk }) {
  const key = publicJwk ? { 'Public key': JSON.stringify(publicJwk) } : { 'Client secret': clientSecret };
  const rows = { Host: url, 'Bot id': botId, 'Client id': clientId, ...key };
  return element(
    'dl',
    {},
    ...Object.entries(rows).flatMap(([label, value]) => [
      element('dt', {}, label),
      element('dd', {}, element('code', {}, value)),
      copyButton(label, value),
    ]),
    element('dt', {}, 'Token'),
    element('dd', {}, `${publicJwk ? 'JWE' : algorithm}, JTI ${enforceJti ? 'enforced' : 'not enforced'}`),
    element('span'),
  );
}

function copyButton(label, value) {
  const button = element('button', { type: 'button', title: `Copy ${label}` }, 'Copy');
  button.addEventListener('click', async () => {
    button.textContent = (await isCopied(value)) ? 'Copied' : 'Selected';
    if (button.textContent === 'Selected') getSelection().selectAllChildren(button.previousElementSibling);
    setTimeout(() => (button.textContent = 'Copy'), COPIED_MS);
  });
  return button;
}

/** Browsers lend the clipboard only to pages of this machine, and may refuse even them. */
async function isCopied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function blank(title, text) {
  return element(
    'section',
    { className: 'card empty' },
    element('h2', {}, title),
    element('p', { className: 'faint' }, text),
  );
}
