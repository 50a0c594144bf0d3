/** What a program upstream broke, in words. */
export interface Damage {
  /** Whether the text can mean nothing else. */
  readonly kind: 'certain' | 'likely';
  /** What is wrong. */
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
}

/** An object that a program joined to a text. */
const OBJECT = /\[object [A-Za-z]{1,40}\]/;
/** An expression of n8n, or a tag of a template, that nothing filled. */
const EXPRESSION = /\{\{[^{}]{0,400}\}\}/;
/** A sign of any of these. */
const SIGN = /[[{#&\ufffd]/;
/** First letters of those words, and blanks before them. */
const MAY_BE_NOTHING: ReadonlySet<number> = new Set(
  Array.from('unN<\t\n\r \u00a0', (first) => first.charCodeAt(0)),
);
const NOTHING_AMONG_BLANKS = /^\s*(?:undefined|null|NULL|NaN|nan|<NA>|NaT)\s*$/;
/** Words of programs for nothing. */
const NOTHING = /^(?:undefined|null|NULL|NaN|nan|<NA>|NaT)$/;
/** Errors of a cell, as sheets show them: in English anywhere, in other languages alone. */
const SHEET_ERROR =
  /(?<![\w#])#(?:N\/A|(?:REF|VALUE|DIV\/0|NUM|NULL|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY|ERROR|EXTERNAL|PYTHON)!|NAME\?|GETTING_DATA)/;
const OTHER_SHEET_ERROR = /^#(?:NV|N\/D|N\/B|#{2,}|¿?\p{Lu}{2,12}\?|¡?(?:[\p{Lu}.]{2,20}|DIV\/0)!)$/u;
/** A character that was lost because a file was read in a wrong encoding. */
const LOST = '\ufffd';
const ENTITY =
  /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp|szlig|hellip|[nm]dash|[lr][sd]quo|euro|copy|[aeiouyAEIOUY](?:uml|acute|grave|circ|ring)|[anoANO]tilde|[cC]cedil);/;

/** What a program upstream broke in a text, undefined if nothing can be seen. */
export function damageIn(text: string): Damage | undefined {
  // Nearly every text has none of these signs.
  if (!SIGN.test(text) && !(MAY_BE_NOTHING.has(text.charCodeAt(0)) && NOTHING_AMONG_BLANKS.test(text)))
    return undefined;
  if (text.includes('[object ') && OBJECT.test(text)) return OBJECT_DAMAGE;
  if (text.includes('{{') && EXPRESSION.test(text)) return EXPRESSION_DAMAGE;
  if (text.includes(LOST)) return LOST_DAMAGE;
  if (text.includes('#')) {
    const [word] = SHEET_ERROR.exec(text) ?? OTHER_SHEET_ERROR.exec(text.slice(0, MAX_WORD).trim()) ?? [];
    if (word !== undefined)
      return {
        kind: 'likely',
        message: `It holds ${word}, an error of a sheet.`,
        remedy: 'Correct the cell, or leave it empty.',
      };
  }
  if (text.includes('&') && ENTITY.test(text)) return ENTITY_DAMAGE;
  const word = text.length > MAX_WORD ? '' : text.trim();
  if (!NOTHING.test(word)) return undefined;
  return {
    kind: 'likely',
    message: `It is the word “${word}”, which programs write for nothing.`,
    remedy: 'Fill the field, or leave it empty.',
  };
}

/** What a program upstream broke in a number, undefined if nothing can be seen. */
export function damageOfNumber(value: number): Damage | undefined {
  if (!Number.isFinite(value))
    return { kind: 'certain', message: `It is ${value}, and no number.`, remedy: 'Enter text or a number.' };
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return {
      kind: 'certain',
      message: 'The number is too large: its last digits were lost.',
      remedy: 'Hand it over as text.',
    };
  if (String(value).includes('e'))
    return {
      kind: 'certain',
      message: 'The number would be written with an exponent.',
      remedy: 'Hand it over as text.',
    };
  return undefined;
}

/** Longer than any error of a sheet. */
const MAX_WORD = 40;

const OBJECT_DAMAGE: Damage = {
  kind: 'certain',
  message: 'It holds “[object …]”: an object was joined to a text.',
  remedy: 'Choose a field of the object, or pass the object itself.',
};
const EXPRESSION_DAMAGE: Damage = {
  kind: 'certain',
  message: 'It holds “{{ … }}”: nothing filled the expression.',
  remedy: 'In n8n switch the field to Expression; elsewhere fill it before.',
};
const LOST_DAMAGE: Damage = {
  kind: 'likely',
  message: 'It holds U+FFFD: a character was lost in a wrong encoding.',
  remedy: 'Read the file in its own encoding, for example Windows-1252 instead of UTF-8.',
};
const ENTITY_DAMAGE: Damage = {
  kind: 'likely',
  message: 'It holds an HTML entity, such as &amp; for &.',
  remedy: 'Do not escape it: in a template of Node-RED write three braces.',
};
