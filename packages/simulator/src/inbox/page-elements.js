/* global document, getSelection, navigator, setTimeout */

const COPIED_MS = 1200;

/** An element. What comes from outside only ever becomes text. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (key in made && !key.startsWith('aria-') && key !== 'list') made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== undefined && child !== ''));
  return made;
}

export function timeOf(ms) {
  const date = new Date(ms);
  const isToday = date.toDateString() === new Date().toDateString();
  return element(
    'time',
    { dateTime: date.toISOString(), title: date.toISOString() },
    isToday ? date.toLocaleTimeString() : date.toLocaleString(),
  );
}

export function badge(text, kind = '') {
  return element('span', { className: `badge ${kind}` }, String(text));
}

/** A table; on a narrow screen each row becomes a card whose cells have their heading before them. */
export function table(caption, heads, rows) {
  return element(
    'div',
    { className: 'card' },
    element(
      'table',
      { className: 'rows' },
      element('caption', { className: 'hidden' }, caption),
      element('thead', {}, element('tr', {}, ...heads.map((head) => element('th', { scope: 'col' }, head)))),
      element(
        'tbody',
        {},
        ...rows.map((cells) =>
          element(
            'tr',
            {},
            ...cells.map((cell, index) => element('td', { 'data-label': heads[index] }, cell)),
          ),
        ),
      ),
    ),
  );
}

export function note(text) {
  return element('p', { className: 'faint' }, text);
}

export function button(label, onClick, properties = {}) {
  const made = element('button', { type: 'button', ...properties }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** A control with its label. */
export function field(label, control) {
  if (!control.hasAttribute('aria-label')) control.setAttribute('aria-label', label);
  return element('label', { className: 'field' }, element('span', {}, label), control);
}

export function select(options, value, onChange, properties = {}) {
  const made = element(
    'select',
    properties,
    ...options.map(([of, label]) => element('option', { value: of, selected: of === value }, label)),
  );
  if (onChange !== undefined) made.addEventListener('change', () => onChange(made.value));
  return made;
}

export function blank(title, ...text) {
  return element(
    'section',
    { className: 'card empty' },
    element('h2', {}, title),
    ...text.map((line) => (line.nodeType ? line : note(line))),
  );
}

/** A way to the other pages of a list, and what is kept no more. */
export function footer({ list, isNewest, turnTo, what, further = 'Older' }) {
  const dropped = list.dropped ?? 0;
  return element(
    'footer',
    {},
    isNewest ? undefined : button('First page', () => turnTo(undefined)),
    list.next === undefined ? undefined : button(further, () => turnTo(list.next)),
    dropped === 0 ? undefined : note(`Older ${what} were dropped: ${dropped.toLocaleString()}`),
  );
}

/** Puts elements in this order, and touches none that is in its place: focus, selection and open details outlast it. */
export function reconcile(container, wanted) {
  const kept = new Set(wanted);
  for (const child of [...container.children]) if (!kept.has(child)) child.remove();
  for (const [index, child] of wanted.entries())
    if (container.children[index] !== child) container.insertBefore(child, container.children[index] ?? null);
}

/** Makes an element anew only if what it shows has changed. */
export function createCache(make) {
  let known = new Map();
  return (rows, keyOf) => {
    const next = new Map();
    const elements = rows.map((row) => {
      const signature = JSON.stringify(row);
      const old = known.get(keyOf(row));
      const entry = old?.signature === signature ? old : { signature, element: make(row) };
      next.set(keyOf(row), entry);
      return entry.element;
    });
    known = next;
    return elements;
  };
}

export function copyButton(label, value) {
  const made = button(
    'Copy',
    async () => {
      const isDone = await isCopied(value);
      made.textContent = isDone ? 'Copied' : 'Selected';
      if (!isDone) getSelection().selectAllChildren(made.previousElementSibling);
      setTimeout(() => (made.textContent = 'Copy'), COPIED_MS);
    },
    { title: `Copy ${label}`, 'aria-label': `Copy ${label}` },
  );
  return made;
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
