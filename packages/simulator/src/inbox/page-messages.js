/* global clearTimeout, document, setTimeout, URLSearchParams, window */
import { channelName, showMessage } from './page-channel.js';
import {
  badge,
  blank,
  button,
  createCache,
  element,
  field,
  footer,
  note,
  reconcile,
  select,
  timeOf,
} from './page-elements.js';
import { credentials } from './page-lists.js';

const ROWS = 100;
const SIDE_ROWS = 200;
const TYPING_MS = 250;

/** One answer looks through 25,000 messages: this many of them are asked for before the reader is. */
const MAX_SEARCHES = 12;

const VIEWS = [
  ['time', 'By time'],
  ['recipient', 'By recipient'],
  ['job', 'By job'],
];

const OUTCOMES = [
  ['pending', 'pending'],
  ['delivered', 'delivered'],
  ['undelivered', 'undelivered'],
];

/** The inbox: all messages by time, or those of one recipient or one job. */
export function mountMessages(root, app) {
  let turned;
  let sideTurned;
  let wholes = new Map();

  const set = (changes) => {
    turned = undefined;
    app.go({ ...app.params(), ...changes });
  };
  const search = element('input', {
    type: 'search',
    id: 'search',
    value: app.params().search ?? '',
    placeholder: 'Recipient or text ( / )',
    'aria-label': 'Search messages',
  });
  let typing;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => set({ search: search.value }), TYPING_MS);
  });
  const channels = element('select', { 'aria-label': 'Channel' });
  channels.addEventListener('change', () => set({ channel: channels.value }));
  const outcomes = select(
    [['', 'Any outcome'], ...OUTCOMES],
    app.params().outcome ?? '',
    (outcome) => set({ outcome }),
    { 'aria-label': 'Outcome' },
  );
  const views = element(
    'div',
    { className: 'switch', role: 'group', 'aria-label': 'Arrange messages' },
    ...VIEWS.map(([by, label]) =>
      button(label, () => set({ by: by === 'time' ? '' : by, recipient: '', job: '' }), { value: by }),
    ),
  );
  const sideSearch = element('input', {
    type: 'search',
    placeholder: 'Find a recipient',
    'aria-label': 'Find a recipient',
  });
  let sideTyping;
  sideSearch.addEventListener('input', () => {
    clearTimeout(sideTyping);
    sideTurned = undefined;
    sideTyping = setTimeout(() => app.refresh(), TYPING_MS);
  });
  const sideList = element('div', { className: 'choices' });
  const sideFoot = element('div');
  const side = element('nav', { className: 'card people', tabIndex: -1 }, sideSearch, sideList, sideFoot);
  const list = element('div', { id: 'message-list' });
  const foot = element('div', { 'aria-live': 'polite' });
  const body = element(
    'div',
    { className: 'inbox' },
    side,
    element('section', { 'aria-label': 'Messages' }, list, foot),
  );
  const bar = element('div', { className: 'bar', role: 'search' }, search, channels, outcomes, views);
  const welcome = element('div');
  root.append(bar, body, welcome);

  const known = new Set();
  function offerChannels(messages, chosen) {
    const before = known.size;
    for (const { channel } of messages) known.add(channel);
    if (chosen) known.add(chosen);
    if (known.size !== before || channels.options.length === 0)
      channels.replaceChildren(
        element('option', { value: '' }, 'All channels'),
        ...[...known].sort().map((channel) => element('option', { value: channel }, channelName(channel))),
      );
    channels.value = chosen ?? '';
  }

  const cardsOf = createCache((message) => messageCard(message, { app, showWhole, set }));
  const choicesOf = createCache(({ key, label, count, extra, isChosen, choose }) => {
    const made = element(
      'button',
      { type: 'button', title: label, 'aria-pressed': String(isChosen) },
      element('span', { className: 'who' }, label),
      extra,
      element('span', { className: 'faint' }, String(count)),
    );
    made.dataset.key = key;
    made.addEventListener('click', () => set(choose));
    return made;
  });

  async function showWhole(number) {
    const { data } = await app.read(`/messages?number=${number}`);
    const [row] = data.messages;
    if (row !== undefined) wholes.set(number, { ...row, goesOnAt: data.next });
    await app.refresh();
  }

  async function updateSide({ by, recipient, job }) {
    side.hidden = by === undefined;
    body.classList.toggle('single', by === undefined);
    if (by === undefined) return;
    const isByRecipient = by === 'recipient';
    sideSearch.hidden = !isByRecipient;
    side.setAttribute('aria-label', isByRecipient ? 'Recipients' : 'Jobs');
    const query = new URLSearchParams({ limit: SIDE_ROWS });
    if (isByRecipient && sideSearch.value !== '') query.set('search', sideSearch.value);
    const { data } = await app.read(sideTurned ?? `/${isByRecipient ? 'recipients' : 'jobs'}?${query}`);
    const choices = (isByRecipient ? data.recipients : data.jobs).toReversed().map((row) =>
      isByRecipient
        ? {
            key: row.identity,
            label: row.identity,
            count: row.messages,
            isChosen: recipient === row.identity,
            choose: { recipient: row.identity },
          }
        : {
            key: row.requestId,
            label: `${channelName(row.channel)}, ${new Date(row.createdAt).toLocaleTimeString()}`,
            count: row.recipients,
            isChosen: job === row.requestId,
            choose: { job: row.requestId },
          },
    );
    const all = {
      key: '',
      label: 'All',
      count: '',
      isChosen: !recipient && !job,
      choose: { recipient: '', job: '' },
    };
    reconcile(
      sideList,
      choicesOf([all, ...choices], ({ key }) => key),
    );
    const turn = (path) => {
      sideTurned = path?.replace(/^\/_simulator/, '');
      side.scrollTop = 0;
      void app.refresh();
    };
    sideFoot.replaceChildren(
      footer({ list: { next: data.next }, isNewest: sideTurned === undefined, turnTo: turn, what: '' }),
    );
  }

  async function readMessages({ search: text, channel, outcome, recipient, job }) {
    const wanted = { limit: ROWS, search: text, channel, outcome, recipient, job };
    const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
    let { data } = await app.read(turned ?? `/messages?${query}`);
    const found = [...data.messages];
    for (let more = 0; found.length < ROWS && data.next !== undefined && more < MAX_SEARCHES; more += 1) {
      if (!text && !channel && !outcome && !recipient) break;
      foot.replaceChildren(note('Searching…'));
      ({ data } = await app.read(data.next.replace(/^\/_simulator/, '')));
      found.unshift(...data.messages);
    }
    return { ...data, messages: found };
  }

  async function update() {
    const params = app.params();
    for (const one of views.children)
      one.setAttribute('aria-pressed', String(one.value === (params.by ?? 'time')));
    if (document.activeElement !== search) search.value = params.search ?? '';
    outcomes.value = params.outcome ?? '';
    const total = app.summary?.messages.total ?? 0;
    const isNew = total === 0;
    bar.hidden = isNew;
    body.hidden = isNew;
    welcome.hidden = !isNew;
    if (isNew) {
      wholes = new Map();
      if (welcome.childElementCount === 0) welcome.append(welcomeView(app.info));
      return;
    }
    await updateSide(params);
    const data = await readMessages(params);
    offerChannels(data.messages, params.channel);
    const rows = data.messages.toReversed().map((row) => {
      const whole = wholes.get(row.number);
      return whole === undefined
        ? row
        : { ...row, text: whole.text, isCut: whole.isCut, goesOnAt: whole.goesOnAt };
    });
    reconcile(
      list,
      cardsOf(rows, ({ number }) => number),
    );
    const turnTo = (path) => {
      turned = path?.replace(/^\/_simulator/, '');
      window.scrollTo(0, 0);
      void app.refresh();
    };
    const isFiltered = Object.values({ ...params, by: undefined }).some(Boolean);
    foot.replaceChildren(
      rows.length === 0 ? note(isFiltered ? 'No message fits.' : 'No message on this page.') : '',
      footer({ list: data, isNewest: turned === undefined, turnTo, what: 'messages' }),
    );
  }

  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = /^(?:INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? '');
    if (event.key === 'Escape' && document.activeElement === search && search.value !== '') {
      search.value = '';
      set({ search: '' });
    }
    if (isTyping) return;
    if (event.key === '/') {
      event.preventDefault();
      search.focus();
    }
    if (event.key === 'j' || event.key === 'k') step(list, event.key === 'j' ? 1 : -1);
  };
  document.addEventListener('keydown', onKey);
  return { update, unmount: () => document.removeEventListener('keydown', onKey) };
}

/** From message to message by key. */
function step(list, by) {
  const all = [...list.children];
  const now = all.findIndex((one) => one.contains(document.activeElement));
  const next = all[Math.min(all.length - 1, Math.max(0, now + by))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function messageCard(message, { app, showWhole, set }) {
  const { number, identity, channel, outcome, comment, at, kind, requestId, isCut, goesOnAt } = message;
  const more =
    goesOnAt !== undefined
      ? note(`The text goes on at ${goesOnAt}`)
      : isCut
        ? button('Show all', () => showWhole(number), { 'aria-label': `Show all of message ${number}` })
        : undefined;
  const change = select(
    OUTCOMES,
    outcome,
    (chosen) => app.change('POST', '/outcomes', { requestId, identity, outcome: chosen }),
    { 'aria-label': `Outcome of message ${number}`, className: 'quiet' },
  );
  return element(
    'article',
    { className: 'card message', tabIndex: -1, 'aria-label': `Message ${number} to ${identity}` },
    element(
      'div',
      { className: 'head' },
      button(identity, () => set({ by: 'recipient', recipient: identity, job: '' }), {
        className: 'who link',
        title: 'Show all messages to this recipient',
      }),
      badge(channelName(channel)),
      badge(outcome, outcome),
      kind === 'text' ? undefined : badge(kind),
      timeOf(at),
    ),
    ...showMessage(message),
    more,
    element(
      'div',
      { className: `note ${outcome}` },
      element('span', {}, comment ?? 'The platform is still working on it.'),
      button('Job', () => set({ by: 'job', job: requestId, recipient: '' }), {
        className: 'link',
        title: `Show the job ${requestId}`,
        'aria-label': `Show the job of message ${number}`,
      }),
      field('Change to', change),
    ),
  );
}

function welcomeView(info) {
  return blank(
    'No messages yet',
    element(
      'p',
      {},
      'Give these to your Kore.ai configuration or credential, then send. The message appears here.',
    ),
    credentials(info),
    'Any recipient works. To see one fail, write to nobody@example.com.',
  );
}
