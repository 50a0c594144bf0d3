/** A token of three or five parts, or the beginning of one, also where its case was lost. */
const JWT = /\beyj[\w-]{10,}(?:[.\s]{1,2}[\w-]{10,}){0,4}(?:\.[\w-]*){0,4}/gi;
const DOTTED = /[\w.-]+/g;
const JWT_START = /\beyJ/g;
const MAX_DOTS = 4;
/** A key as OpenSSL writes it, or what is left of one. */
const PEM = /-----BEGIN .*?(?:-----END [^-]{0,40}-{0,5}|$)/gs;
/** User name and password of a URL, and a query, which often holds a key. */
const USER_INFO = /\/\/[^\s/?#]{1,500}@/g;
const QUERY = /(:\/\/[^\s?#"'<>]{1,500})\?[^\s"'<>]*/g;
/** What may be a key: no word is that long without blanks. */
const LONG = /[\w+/=~-]{24,}/g;
/** An id in the usual form, as request ids are. */
const UUID = /^(?:[a-z]{1,4}-)?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i;

/** A text without anything that looks like a token, a key or a password. */
export function hideSecrets(text: string): string {
  return text
    .replaceAll(PEM, '[key]')
    .replaceAll(DOTTED, hideShortTokens)
    .replaceAll(JWT, '[token]')
    .replaceAll(USER_INFO, '//[…]@')
    .replaceAll(QUERY, '$1?[…]')
    .replaceAll(LONG, (word) => (isRandom(word) ? '[…]' : word));
}

/** Tokens with short parts and up to four dots. Each character is read once. */
function hideShortTokens(words: string): string {
  let shown = '';
  let done = 0;
  for (;;) {
    JWT_START.lastIndex = done;
    const start = JWT_START.exec(words)?.index ?? -1;
    if (start < 0 || !words.includes('.', start)) return shown + words.slice(done);
    let end = start;
    for (let dots = 0; dots <= MAX_DOTS && end < words.length; dots++) {
      const dot = words.indexOf('.', end + (dots === 0 ? 0 : 1));
      end = dot < 0 ? words.length : dot;
    }
    shown += `${words.slice(done, start)}[token]`;
    done = end;
  }
}

/** True for a text that contains something that looks like a token, a key or a password. */
export function holdsSecret(text: string): boolean {
  return hideSecrets(text) !== text;
}

/** True for a text that is certainly a token or a key in PEM. */
export function isKey(text: string): boolean {
  return /^\s*eyJ[\w-]{10,}/.test(text) || text.includes('-----BEGIN');
}

/** True for a text that may well be a secret: one long word of letters and digits in no order. */
export function mayBeSecret(text: string): boolean {
  return isKey(text) || (/^[\w+/=~-]{24,}$/.test(text.trim()) && isRandom(text.trim()));
}

function isRandom(word: string): boolean {
  if (UUID.test(word)) return false;
  const kinds = [/\d/, /[a-z]/, /[A-Z]/].filter((kind) => kind.test(word)).length;
  return kinds === 3 || (kinds === 2 && word.length >= 32 && /\d/.test(word) && !/[-_/]\D{4,}/.test(word));
}
