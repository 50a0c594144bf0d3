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

export function messagesView(state, redraw) {
  const { messages, total } = state.messages;
  if (messages.length === 0) return welcome(state);
  const newestFirst = messages.toReversed();
  const people = Map.groupBy(newestFirst, ({ identity }) => identity);
  if (!people.has(state.chosen)) state.chosen = undefined;

  const choice = (label, count, identity) => {
    const button = element(
      'button',
      { type: 'button', title: label },
      element('span', { className: 'who' }, label),
      element('span', { className: 'faint' }, count),
    );
    button.setAttribute('aria-pressed', String(state.chosen === identity));
    button.addEventListener('click', () => {
      state.chosen = identity;
      redraw();
    });
    return button;
  };
  const list = element(
    'nav',
    { className: 'card people', ariaLabel: 'Recipients' },
    choice('Everybody', messages.length, undefined),
    ...[...people].map(([identity, own]) => choice(identity, own.length, identity)),
  );
  const chosen = state.chosen === undefined ? newestFirst : people.get(state.chosen);
  const older =
    total > messages.length ? note(`The latest ${messages.length} of ${total} messages.`) : undefined;
  return element(
    'div',
    { className: 'inbox' },
    list,
    element('section', {}, ...chosen.map(messageCard), ...(older ? [older] : [])),
  );
}

function messageCard({ identity, channel, outcome, comment, at, kind, text, requestId }) {
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
    element('p', { className: `note ${outcome}`, title: requestId }, comment ?? 'The job is not there yet.'),
  );
}

const JOB_KINDS = { IN_PROGRESS: 'pending', SUCCESS: 'delivered', FAILURE: 'undelivered' };

export function jobsView({ jobs: { jobs, total } }) {
  if (jobs.length === 0)
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
  const older = total > jobs.length ? note(`The latest ${jobs.length} of ${total} jobs.`) : '';
  return element('div', {}, table(heads, rows), older);
}

export function devicesView({ devices: { devices } }) {
  if (devices.length === 0)
    return blank('No devices', 'A subscribe call adds one: devices get push messages, user by user.');
  const rows = devices.map(({ userId, deviceId, osType, botId }) => [
    userId,
    element('code', {}, deviceId),
    osType,
    element('code', {}, botId),
  ]);
  return table(['User', 'Device', 'OS', 'Bot'], rows);
}

export function receivedView({ received: { received, total }, open }) {
  if (received.length === 0)
    return blank('No requests', 'Every request to the platform is listed here, also the refused ones.');
  const rows = received.toReversed().map((request) => {
    const { number, method, path, call, answeredStatus, at, headers, body } = request;
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
    );
    return details;
  });
  const older = total > received.length ? note(`The latest ${received.length} of ${total} requests.`) : '';
  return element('div', {}, ...rows, older);
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

function credentials({ url, botId, clientId, clientSecret, algorithm, enforceJti }) {
  const rows = { Host: url, 'Bot id': botId, 'Client id': clientId, 'Client secret': clientSecret };
  return element(
    'dl',
    {},
    ...Object.entries(rows).flatMap(([label, value]) => [
      element('dt', {}, label),
      element('dd', {}, element('code', {}, value)),
      copyButton(label, value),
    ]),
    element('dt', {}, 'Algorithm'),
    element('dd', {}, `${algorithm}, JTI ${enforceJti ? 'enforced' : 'not enforced'}`),
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
