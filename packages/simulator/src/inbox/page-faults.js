import { badge, button, element, field, note, select, table, timeOf } from './page-elements.js';
import { channelName } from './page-channel.js';

const KINDS = [
  ['answer', 'Answer with a status, do nothing'],
  ['delay', 'Answer late'],
  ['reset-before', 'Reset the connection, do nothing'],
  ['reset-after', 'Do it, then reset the connection'],
  ['truncated-body', 'Do it, then cut off the answer'],
  ['non-json-body', 'Do it, then answer with a web page'],
  ['oversized-body', 'Do it, then answer with more than 5 MB'],
  ['limit', 'Refuse for the rate limit'],
];

const CALLS = [
  ['any', 'Any call'],
  ['sends', 'Both sends'],
  ['send', 'Send V1'],
  ['sendV2', 'Send V2'],
  ['status', 'Status V1'],
  ['statusV2', 'Status V2'],
  ['subscribeDevice', 'Subscribe device'],
  ['listDevices', 'List devices'],
  ['unsubscribeDevices', 'Unsubscribe devices'],
];

const EXAMPLE = '[{ "kind": "delay", "ms": 2000, "call": "sends", "times": 3 }]';
const MET_ROWS = 200;
const MET_SHOWN = 20;

/** What goes wrong, and who can be reached: chosen, scripted and watched. */
export function mountFaults(root, app) {
  const said = element('p', { role: 'status', className: 'said' });
  const ask = async (action, done) => {
    said.textContent = '';
    try {
      await action();
      said.textContent = done;
    } catch (error) {
      said.textContent = error.message;
      said.scrollIntoView({ block: 'nearest' });
    }
  };

  const scenarios = element('fieldset', { className: 'scenarios' });
  const pending = element('div', { id: 'pending-faults' });
  const met = element('div', { id: 'met-faults' });
  root.append(
    said,
    element(
      'section',
      { className: 'card' },
      element('h2', {}, 'Scenario'),
      note('A scenario replaces faults, rules and limits.'),
      scenarios,
    ),
    element(
      'section',
      { className: 'card' },
      element('h2', {}, 'Add a fault'),
      faultForm(app, ask),
      script(app, ask),
    ),
    element(
      'section',
      { className: 'card' },
      element(
        'div',
        { className: 'title' },
        element('h2', {}, 'Faults to come'),
        button('Clear all', () => ask(() => app.change('DELETE', '/faults'), 'All faults were cleared.')),
      ),
      pending,
    ),
    element('section', { className: 'card' }, element('h2', {}, 'Calls that met a fault'), met),
  );
  const directory = mountDirectory(root, app, ask);

  return {
    update: async () => {
      const [chosen, faults, received] = await Promise.all([
        app.read('/scenarios'),
        app.read('/faults'),
        app.read(`/received?limit=${MET_ROWS}`),
      ]);
      showScenarios(scenarios, chosen.data, (name, label) =>
        ask(() => app.change('PUT', '/scenario', { name }), `Scenario: ${label}.`),
      );
      showPending(pending, faults.data);
      showMet(met, received.data.received);
      await directory.update();
    },
  };
}

function showScenarios(root, { current, scenarios }, choose) {
  if (root.childElementCount === 0)
    root.append(
      element('legend', { className: 'hidden' }, 'Scenario'),
      ...scenarios.map(({ name, description }) => {
        const radio = element('input', { type: 'radio', name: 'scenario', value: name });
        radio.addEventListener('change', () => choose(name, name));
        return element(
          'label',
          {},
          radio,
          element(
            'span',
            {},
            element('strong', {}, name),
            element('span', { className: 'faint' }, description),
          ),
        );
      }),
    );
  for (const radio of root.querySelectorAll('input')) radio.checked = radio.value === current;
}

function faultForm(app, ask) {
  const kind = select(KINDS, 'answer', () => showFields(), { name: 'kind' });
  const call = select(CALLS, 'any', undefined, { name: 'call' });
  const number = (name, value, properties = {}) =>
    element('input', { type: 'number', name, value, min: '0', ...properties });
  const status = field('HTTP status', number('status', '500', { min: '200', max: '599' }));
  const ms = field('Delay (ms)', number('ms', '2000'));
  const window = field(
    'Limit',
    select(
      [
        ['minute', 'per minute'],
        ['hour', 'per hour'],
        ['old', 'older wording'],
      ],
      'minute',
      undefined,
      { name: 'window' },
    ),
  );
  const times = number('times', '1', { min: '1' });
  const after = number('after', '0');
  const chance = number('chance', '100', { min: '0', max: '100', step: 'any' });
  const form = element(
    'form',
    { className: 'fields', id: 'fault-form' },
    field('What happens', kind),
    field('To', call),
    status,
    ms,
    window,
    field('How often', times),
    field('Skip the first', after),
    field('Chance (%)', chance),
    element('button', { type: 'submit', className: 'main' }, 'Add'),
  );
  function showFields() {
    status.hidden = kind.value !== 'answer';
    ms.hidden = kind.value !== 'delay';
    window.hidden = kind.value !== 'limit';
  }
  showFields();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const own = {
      answer: () => ({ status: Number(form.elements.status.value) }),
      delay: () => ({ ms: Number(form.elements.ms.value) }),
      limit: () => ({ window: form.elements.window.value }),
    }[kind.value]?.();
    const fault = {
      kind: kind.value,
      call: call.value,
      times: Number(times.value),
      ...(after.value === '0' ? {} : { after: Number(after.value) }),
      ...(chance.value === '100' ? {} : { probability: Number(chance.value) / 100 }),
      ...own,
    };
    void ask(() => app.change('POST', '/faults', fault), 'The fault was added.');
  });
  return form;
}

/** Several faults at once, as a program would set them. */
function script(app, ask) {
  const text = element('textarea', {
    rows: 4,
    value: EXAMPLE,
    spellcheck: false,
    'aria-label': 'Faults as JSON',
  });
  const run = () =>
    ask(async () => {
      let faults;
      try {
        faults = JSON.parse(text.value);
      } catch {
        throw new Error('This is not valid JSON.');
      }
      await app.change('POST', '/faults', faults);
    }, 'The faults were added.');
  return element('details', {}, element('summary', {}, 'As JSON'), text, button('Add these', run));
}

const labelOf = (list, value) => list.find(([of]) => of === value)?.[1] ?? value;

function showPending(root, { faults }) {
  const rows = faults.map(({ fault, skipsLeft, timesLeft }) => {
    const { kind, call = 'any', times, after, probability, ...own } = fault;
    void times;
    void after;
    const details = Object.entries(own)
      .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join(', ');
    return [
      labelOf(KINDS, kind),
      labelOf(CALLS, call),
      details,
      skipsLeft === 0 ? '' : `${skipsLeft} more calls`,
      timesLeft === null ? 'until cleared' : timesLeft === 1 ? 'once' : `${timesLeft} times`,
      probability === undefined ? 'always' : `${Math.round(probability * 1000) / 10} %`,
    ];
  });
  const heads = ['What happens', 'To', 'Details', 'After', 'Left', 'Chance'];
  root.replaceChildren(rows.length === 0 ? note('None.') : table('Faults to come', heads, rows));
}

function showMet(root, received) {
  const rows = received
    .filter(({ fault }) => fault !== undefined)
    .slice(-MET_SHOWN)
    .toReversed()
    .map(({ number, call, fault, answeredStatus, at }) => [
      String(number),
      labelOf(CALLS, call),
      labelOf(KINDS, fault),
      answeredStatus === undefined ? badge('no answer', 'undelivered') : badge(answeredStatus, 'pending'),
      timeOf(at),
    ]);
  const heads = ['Request', 'Call', 'Fault', 'Answer', 'At'];
  root.replaceChildren(rows.length === 0 ? note('None yet.') : table('Calls that met a fault', heads, rows));
}

const OUTCOMES = [
  ['delivered', 'delivered'],
  ['undelivered', 'undelivered'],
  ['pending', 'no outcome'],
];

/** Who can be reached: rules in order, the first that fits decides. */
function mountDirectory(root, app, ask) {
  const rows = element('div', { id: 'rules' });
  let shown;
  let isEdited = false;
  const edited = () => (isEdited = true);
  const save = () =>
    ask(async () => {
      const rules = [...rows.children].map(ruleOf).filter(({ identity }) => identity !== '');
      await app.change('PUT', '/directory', rules);
      isEdited = false;
      shown = undefined;
      await app.refresh();
    }, 'The rules were saved.');
  const add = () => {
    rows.append(ruleRow({ identity: '', outcome: 'undelivered' }, edited));
    edited();
    rows.lastElementChild.querySelector('input').focus();
  };
  const section = element(
    'section',
    { className: 'card', id: 'directory' },
    element('h2', {}, 'Who can be reached'),
    note(
      'The first rule that fits decides. * stands for any characters. Without a rule everybody is reached but addresses that start with "nobody" and phone numbers that end in 0000.',
    ),
    rows,
    element(
      'div',
      { className: 'buttons' },
      button('Add a rule', add),
      button('Save rules', save, { className: 'main' }),
    ),
  );
  section.addEventListener('input', edited);
  root.append(section);
  return {
    update: async () => {
      if (isEdited) return;
      const { data } = await app.read('/directory');
      const signature = JSON.stringify(data);
      if (signature === shown) return;
      shown = signature;
      rows.replaceChildren(...data.rules.map((rule) => ruleRow(rule, edited)));
    },
  };
}

const CHANNELS = ['', 'msteams', 'slack', 'whatsapp', 'hangouts', 'ivr'];

function ruleRow({ identity, channel = '', outcome, comment = '', afterMs }, edited) {
  const channels = CHANNELS.includes(channel) ? CHANNELS : [...CHANNELS, channel];
  const row = element(
    'div',
    { className: 'fields rule' },
    field('Recipient', element('input', { name: 'identity', value: identity, placeholder: '*@example.com' })),
    field(
      'Channel',
      select(
        channels.map((name) => [name, name === '' ? 'Any channel' : channelName(name)]),
        channel,
        undefined,
        { name: 'channel' },
      ),
    ),
    field('Outcome', select(OUTCOMES, outcome, undefined, { name: 'outcome' })),
    field(
      'Comment',
      element('input', { name: 'comment', value: comment, placeholder: "the platform's words" }),
    ),
    field(
      'After (s)',
      element('input', {
        name: 'after',
        type: 'number',
        min: '0',
        value: afterMs === undefined ? '' : afterMs / 1000,
      }),
    ),
  );
  const move = (by) => () => {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (other === null) return;
    if (by < 0) other.before(row);
    else other.after(row);
    edited();
  };
  row.append(
    element(
      'div',
      { className: 'buttons' },
      button('↑', move(-1), { 'aria-label': 'Move up' }),
      button('↓', move(1), { 'aria-label': 'Move down' }),
      button(
        'Remove',
        () => {
          row.remove();
          edited();
        },
        { 'aria-label': `Remove the rule for ${identity || 'this recipient'}` },
      ),
    ),
  );
  return row;
}

function ruleOf(row) {
  const value = (name) => row.querySelector(`[name="${name}"]`).value.trim();
  const after = value('after');
  return {
    identity: value('identity'),
    outcome: value('outcome'),
    ...(value('channel') === '' ? {} : { channel: value('channel') }),
    ...(value('comment') === '' ? {} : { comment: value('comment') }),
    ...(after === '' ? {} : { afterMs: Number(after) * 1000 }),
  };
}
