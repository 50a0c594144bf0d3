/* global window */
import {
  badge,
  blank,
  button,
  copyButton,
  createCache,
  element,
  field,
  footer,
  note,
  reconcile,
  table,
  timeOf,
} from './page-elements.js';
import { channelName } from './page-channel.js';

const ROWS = 200;
const JOB_KINDS = { SUCCESS: 'delivered', FAILURE: 'undelivered' };

/** A list that the server hands out page by page. */
function mountList(root, app, { path, key, what, further, show, isEmpty }) {
  let turned;
  const body = element('div');
  const foot = element('div');
  root.append(body, foot);
  const turnTo = (next) => {
    turned = next?.replace(/^\/_simulator/, '');
    window.scrollTo(0, 0);
    void app.refresh();
  };
  return {
    update: async () => {
      const { data, isKnown } = await app.read(turned ?? `${path}?limit=${ROWS}`);
      if (isKnown && body.childElementCount > 0) return;
      const rows = data[key];
      if (rows.length === 0 && turned === undefined && !data.dropped) {
        body.replaceChildren(isEmpty());
        foot.replaceChildren();
        return;
      }
      show(body, rows);
      foot.replaceChildren(footer({ list: data, isNewest: turned === undefined, turnTo, what, further }));
    },
  };
}

export function mountJobs(root, app) {
  return mountList(root, app, {
    path: '/jobs',
    key: 'jobs',
    what: 'jobs',
    isEmpty: () => blank('No jobs', 'Each send makes one. The status calls take its request ID.'),
    show: (body, jobs) => {
      const rows = jobs.toReversed().map((job) => [
        button(job.requestId, () => app.go({ by: 'job', job: job.requestId }, 'messages'), {
          className: 'link mono',
          title: 'Show its messages',
        }),
        job.call === 'send' ? 'V1' : 'V2',
        channelName(job.channel),
        badge(job.status, JOB_KINDS[job.status] ?? 'pending'),
        element('progress', {
          max: 100,
          value: job.percentageComplete,
          'aria-label': `${job.percentageComplete} %`,
        }),
        `${job.delivered} of ${job.recipients}${job.undelivered > 0 ? `, ${job.undelivered} not` : ''}`,
        timeOf(job.createdAt),
      ]);
      const heads = ['Request ID', 'API', 'Channel', 'Status', 'Progress', 'Delivered', 'Since'];
      body.replaceChildren(table('Jobs', heads, rows));
    },
  });
}

/** Devices, and what is posted for them. */
export function mountDevices(root, app) {
  const list = element('div');
  const pushes = element('div');
  const said = element('p', { role: 'status', className: 'faint' });
  const url = element('input', { type: 'url', placeholder: 'http://127.0.0.1:1880/push' });
  const user = element('input', { type: 'text', placeholder: 'u-…', required: true, list: undefined });
  const message = element('input', { type: 'text', value: 'Your order has been shipped.', size: 32 });
  const ask = (action) => async (event) => {
    event.preventDefault();
    said.textContent = '';
    try {
      said.textContent = (await action()) ?? '';
    } catch (error) {
      said.textContent = error.message;
    }
  };
  const webhookForm = element(
    'form',
    { className: 'fields' },
    field('Push webhook', url),
    element('button', { type: 'submit' }, 'Set'),
  );
  webhookForm.addEventListener(
    'submit',
    ask(async () => {
      await app.change('PUT', '/push', { url: url.value });
      return url.value === ''
        ? 'Push messages are posted nowhere.'
        : `Push messages are posted to ${url.value}.`;
    }),
  );
  const pushForm = element(
    'form',
    { className: 'fields' },
    field('User ID', user),
    field('Message', message),
    element('button', { type: 'submit' }, 'Post'),
  );
  pushForm.addEventListener(
    'submit',
    ask(async () => {
      const push = await app.change('POST', '/push', { userId: user.value, message: message.value });
      return push.problem ?? `The webhook answered ${push.answeredStatus}.`;
    }),
  );
  root.append(
    list,
    element(
      'section',
      { className: 'card' },
      element('h2', {}, 'Push messages'),
      note(
        'No call of Kore.ai sends a push message. When the bot has one, Kore.ai posts it to a webhook of yours, which hands it to APNs or FCM. This does the same, with a body of its own: Kore.ai does not publish one.',
      ),
      webhookForm,
      pushForm,
      said,
    ),
    pushes,
  );
  const devices = mountList(list, app, {
    path: '/devices',
    key: 'devices',
    what: 'devices',
    further: 'More',
    isEmpty: () => blank('No devices', 'A subscribe call adds one: devices get push messages, user by user.'),
    show: (body, rows) => {
      if (user.value === '') user.value = rows[0].userId;
      const cells = rows.map(({ userId, deviceId, osType, botId }) => [
        button(userId, () => (user.value = userId), { className: 'link', title: 'Use as user ID below' }),
        element('code', {}, deviceId),
        osType,
        element('code', {}, botId),
      ]);
      body.replaceChildren(table('Devices', ['User', 'Device', 'OS', 'Bot'], cells));
    },
  });
  let isFirst = true;
  return {
    update: async () => {
      await devices.update();
      const { data } = await app.read('/push');
      if (isFirst) url.value = data.webhook;
      isFirst = false;
      const rows = data.pushes
        .toReversed()
        .map(({ at, url: to, body, answeredStatus, problem }) => [
          body.userId,
          body.message,
          body.devices.map(({ osType }) => osType).join(', '),
          element('code', {}, to),
          answeredStatus === undefined
            ? badge(problem ?? 'waiting', problem ? 'undelivered' : 'pending')
            : badge(answeredStatus, answeredStatus < 400 ? 'delivered' : 'undelivered'),
          timeOf(at),
        ]);
      const heads = ['User', 'Message', 'Devices', 'Webhook', 'Answer', 'At'];
      pushes.replaceChildren(rows.length === 0 ? '' : table('Push messages', heads, rows));
    },
  };
}

export function mountReceived(root, app) {
  const wholes = new Map();
  const showWhole = async (number) => {
    const { data } = await app.read(`/received?number=${number}`);
    const [row] = data.received;
    if (row !== undefined) wholes.set(number, { ...row, goesOnAt: data.next });
    const old = requestsOf([wholes.get(number)], ({ number: own }) => own)[0];
    old.open = true;
    await app.refresh();
  };
  const requestsOf = createCache((row) => requestRow(row, showWhole));
  return mountList(root, app, {
    path: '/received',
    key: 'received',
    what: 'requests',
    isEmpty: () =>
      blank('No requests', 'Every request to the platform is listed here, also the refused ones.'),
    show: (body, rows) => {
      const shown = rows.toReversed().map((row) => wholes.get(row.number) ?? row);
      reconcile(
        body,
        requestsOf(shown, ({ number }) => number),
      );
    },
  });
}

function requestRow(request, showWhole) {
  const { number, method, path, call, answeredStatus, at, headers, body, isBodyCut, goesOnAt, fault } =
    request;
  const more =
    goesOnAt !== undefined
      ? note(`The text goes on at ${goesOnAt}`)
      : isBodyCut
        ? button('Show all', () => showWhole(number), { 'aria-label': `Show all of request ${number}` })
        : undefined;
  return element(
    'details',
    { className: 'card request' },
    element(
      'summary',
      {},
      element('span', { className: 'faint' }, `${number}`),
      statusBadge(answeredStatus),
      badge(call ?? 'no call'),
      fault === undefined ? undefined : badge(`fault: ${fault}`, 'pending'),
      element('code', {}, `${method} ${path}`),
      timeOf(at),
    ),
    element(
      'pre',
      { tabIndex: 0 },
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\n'),
    ),
    body === undefined
      ? undefined
      : element('pre', { tabIndex: 0 }, typeof body === 'string' ? body : JSON.stringify(body, null, 2)),
    more,
  );
}

function statusBadge(status) {
  if (status === undefined) return badge('no answer', 'undelivered');
  return badge(status, status < 400 ? 'delivered' : 'undelivered');
}

export function mountConnect(root, app) {
  root.append(
    element(
      'section',
      { className: 'card empty' },
      element('h2', {}, 'Connect a flow'),
      element('p', {}, 'Give these to your Kore.ai configuration or credential. They work at once.'),
      credentials(app.info),
      note('Nobody is messaged: whatever is sent ends here.'),
    ),
  );
  return { update: () => undefined };
}

export function credentials({ url, botId, clientId, clientSecret, algorithm, enforceJti, publicJwk }) {
  const key = publicJwk ? { 'Public key': JSON.stringify(publicJwk) } : { 'Client Secret': clientSecret };
  const rows = { Host: url, 'Bot ID': botId, 'Client ID': clientId, ...key };
  return element(
    'div',
    { className: 'credentials' },
    ...Object.entries(rows).map(([label, value]) =>
      element(
        'div',
        {},
        element('span', { className: 'faint' }, label),
        element('code', {}, value),
        copyButton(label, value),
      ),
    ),
    element(
      'div',
      {},
      element('span', { className: 'faint' }, 'Token'),
      element(
        'span',
        {},
        `${publicJwk ? 'JWE' : algorithm}, JTI ${enforceJti ? 'enforced' : 'not enforced'}`,
      ),
    ),
  );
}
