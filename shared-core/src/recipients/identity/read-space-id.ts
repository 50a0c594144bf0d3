import type { Finding } from '../../validation/explain.ts';
import { hiddenIn } from '../../validation/check-id.ts';
import type { TextReading } from './text-reading.ts';

/** A space id of Google Chat, by itself (docs/kore-ai-api.md#send-v2). */
const ID = /^[\w-]+$/;
/** As Google's API writes it. */
const RESOURCE = /^spaces\/([\w-]+)$/;
/** The address of a space in a browser; what follows its id leads to a place inside. */
const LINK =
  /^https:\/\/(?:chat\.google\.com\/(?:u\/\d{1,2}\/)?(?:app\/chat|room|space|dm)|mail\.google\.com\/(?:chat|mail)\/u\/\d{1,2}\/(?:\?[^#]{0,200})?#chat\/(?:space|room|dm))\/([\w-]+)(?:[/?#].*)?$/i;

/** A space id as it is copied → the id alone. */
export function readSpaceId(text: string): TextReading {
  const [, id] = RESOURCE.exec(text) ?? LINK.exec(text) ?? [];
  if (id !== undefined) return { identity: id };
  if (ID.test(text)) return { identity: text };
  return { fault: hiddenIn(text) ?? NO_SPACE };
}

const NO_SPACE: Finding = {
  rule: 'format',
  message: 'It is not a space id.',
  remedy: 'Enter the id alone, for example AAQAPWixxxx, or the address of the space in Google Chat.',
};
