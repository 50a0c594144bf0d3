import { badge, element, note } from './page-elements.js';
import { findCard, renderCard } from './page-cards.js';

const CHANNELS = {
  msteams: 'Microsoft Teams',
  slack: 'Slack',
  whatsapp: 'WhatsApp',
  hangouts: 'Google Chat',
  ivr: 'Webhook / IVR',
};

/** The name of a channel, as people call it. */
export function channelName(channel) {
  return CHANNELS[channel] ?? channel;
}

/** A message as its recipient would see it, as far as that is known, and how it was sent. */
export function showMessage({ channel, kind, text, isCut, identity }) {
  const value = isCut ? undefined : parse(text);
  const shown =
    channel === 'ivr' ? webhookPost(identity, value ?? text) : shownOn(channel, kind, value, text);
  if (shown === undefined) return [asIs(kind, value, text), kind === 'script' ? NOT_RUN() : undefined];
  return [shown, value === undefined ? undefined : raw(value)];
}

const NOT_RUN = () => note('Kore.ai runs this script. The simulator does not.');

function shownOn(channel, kind, value, text) {
  if (kind === 'text' || (kind === 'template' && value === undefined)) return bubble(channel, text);
  const card = findCard(value);
  const drawn = card && renderCard(card);
  if (drawn) return drawn;
  if (channel === 'whatsapp' && value !== undefined) return whatsApp(value);
  if (typeof value?.text === 'string') return bubble(channel, value.text, buttonsOf(value));
  if (value?.type === 'template' && typeof value.payload?.text === 'string')
    return bubble(channel, value.payload.text, buttonsOf(value.payload));
  return undefined;
}

function bubble(channel, text, ...more) {
  return element('div', { className: `bubble ${channel}` }, element('p', {}, text), ...more);
}

function buttonsOf({ buttons }) {
  return (Array.isArray(buttons) ? buttons : [])
    .map((one) => one?.title ?? one?.text ?? one?.reply?.title)
    .filter((label) => typeof label === 'string')
    .map((label) => element('span', { className: 'pretend-button' }, label));
}

/** Parts of a WhatsApp message, in the forms of its Cloud API. The words of a template are with WhatsApp. */
function whatsApp(value) {
  const { template, type } = value;
  if (typeof template === 'object' && template !== null) return whatsAppTemplate(template);
  const part = value[type];
  if (typeof part === 'string') return bubble('whatsapp', part);
  if (typeof part !== 'object' || part === null)
    return typeof value.text === 'string' ? bubble('whatsapp', value.text) : undefined;
  const { caption, link, filename, body } = part;
  const words = caption ?? (typeof body === 'string' ? body : body?.text) ?? '';
  const file = link ?? part.id;
  const what = file === undefined ? undefined : pictureOf(type, filename ?? file);
  const actions = buttonsOf(part.action ?? {});
  if (words === '' && what === undefined) return undefined;
  return element(
    'div',
    { className: 'bubble whatsapp' },
    what,
    words === '' ? undefined : element('p', {}, words),
    ...actions,
  );
}

function whatsAppTemplate({ name, language, components }) {
  const lines = (Array.isArray(components) ? components : []).map((component) => {
    const { type = 'part', parameters } = component ?? {};
    const values = (Array.isArray(parameters) ? parameters : []).map((parameter) => {
      const inner = parameter?.[parameter?.type];
      if (typeof inner === 'string') return inner;
      return inner?.fallback_value ?? inner?.link ?? JSON.stringify(inner ?? parameter);
    });
    return [String(type), values];
  });
  const listed = lines.flatMap(([type, values]) => [
    element('dt', {}, type),
    element('dd', {}, ...values.map((value, index) => element('div', {}, `{{${index + 1}}} ${value}`))),
  ]);
  const where = typeof language === 'object' ? language?.code : language;
  return element(
    'div',
    { className: 'bubble whatsapp' },
    element(
      'p',
      {},
      'Template ',
      element('strong', {}, String(name ?? '(without a name)')),
      ' ',
      badge(where ?? 'no language'),
    ),
    listed.length === 0 ? undefined : element('dl', { className: 'parts' }, ...listed),
    note('WhatsApp fills the words of the approved template with these values.'),
  );
}

function pictureOf(type, name) {
  return element('p', { className: 'picture' }, `[${type}: ${name}]`);
}

function webhookPost(identity, content) {
  const body = JSON.stringify({ to: identity, message: content }, null, 2);
  return element(
    'div',
    { className: 'post' },
    element('p', {}, element('code', {}, 'POST'), ' to the webhook of the channel'),
    element('pre', { tabIndex: 0 }, body),
    note('Kore.ai does not publish the exact body. This shows recipient and content.'),
  );
}

function asIs(kind, value, text) {
  return element('pre', { tabIndex: 0 }, value === undefined ? text : JSON.stringify(value, null, 2));
}

function raw(value) {
  return element(
    'details',
    { className: 'raw' },
    element('summary', {}, 'As JSON'),
    element('pre', { tabIndex: 0 }, JSON.stringify(value, null, 2)),
  );
}

function parse(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
