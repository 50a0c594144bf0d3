/* global AdaptiveCards, document, getComputedStyle */
import { element } from './page-elements.js';

/** The card in a message, in the forms in which channels take one. */
export function findCard(value) {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.type === 'AdaptiveCard') return value;
  for (const inner of [
    value.content,
    value.payload,
    ...(Array.isArray(value.attachments) ? value.attachments : []),
  ]) {
    const found = findCard(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A card as Microsoft's own renderer draws it. Its pictures are named and not loaded, its buttons do nothing. */
export function renderCard(card) {
  const drawn = new AdaptiveCards.AdaptiveCard();
  drawn.hostConfig = new AdaptiveCards.HostConfig(hostConfig());
  drawn.onExecuteAction = () => undefined;
  try {
    drawn.parse(withoutPictures(card));
    const made = drawn.render();
    if (made) return element('div', { className: 'adaptive-card' }, made);
  } catch {
    // What is no card is shown as it was sent.
  }
  return undefined;
}

const PICTURES = new Set(['Image', 'Media']);

/** A copy in which nothing is left that would be loaded from another machine. */
export function withoutPictures(value) {
  if (Array.isArray(value)) return value.map(withoutPictures);
  if (typeof value !== 'object' || value === null) return value;
  if (PICTURES.has(value.type)) {
    const what = value.altText || value.url || '';
    return { type: 'TextBlock', text: `[Picture: ${what}]`, isSubtle: true, wrap: true };
  }
  if (value.type === 'ImageSet') {
    const items = Array.isArray(value.images) ? value.images.map(withoutPictures) : [];
    return { type: 'Container', items };
  }
  const entries = Object.entries(value)
    .filter(([key]) => key !== 'backgroundImage' && key !== 'iconUrl')
    .map(([key, inner]) => [key, withoutPictures(inner)]);
  return Object.fromEntries(entries);
}

/** The colours of the page, so that a card can be read in both themes. */
function hostConfig() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const pair = (name) => ({ default: colour(name), subtle: colour(name === 'text' ? 'faint' : name) });
  const foregroundColors = {
    default: pair('text'),
    dark: pair('text'),
    light: pair('faint'),
    accent: pair('accent'),
    good: pair('good'),
    warning: pair('wait'),
    attention: pair('bad'),
  };
  const container = (back) => ({ backgroundColor: colour(back), foregroundColors });
  return {
    fontFamily: 'inherit',
    supportsInteractivity: true,
    containerStyles: {
      default: container('card'),
      emphasis: container('back'),
      accent: container('accent-back'),
      good: container('good-back'),
      warning: container('wait-back'),
      attention: container('bad-back'),
    },
    separator: { lineThickness: 1, lineColor: colour('line') },
    spacing: { small: 4, default: 8, medium: 14, large: 20, extraLarge: 28, padding: 14 },
    actions: { actionsOrientation: 'horizontal', actionAlignment: 'left', buttonSpacing: 8, maxActions: 6 },
  };
}
