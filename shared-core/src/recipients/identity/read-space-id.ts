import type { Finding } from '../../validation/explain.ts';
import { invisibleIn } from '../../text/invisible.ts';
import type { TextReading } from './read-identity.ts';

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
  const invisible = invisibleIn(text);
  return { fault: invisible === undefined ? NO_SPACE : holds(invisible) };
}

/** What is wrong with an identity with a character inside that cannot be seen. */
export function holds(invisible: string): Finding {
  return {
    rule: 'format',
    message: `It holds ${invisible}, a character that cannot be seen.`,
    remedy: 'Remove it, or type the text again.',
  };
}

const NO_SPACE: Finding = {
  rule: 'format',
  message: 'It is not a space id.',
  remedy: 'Enter the id alone, for example AAQAPWixxxx, or the address of the space in Google Chat.',
};
