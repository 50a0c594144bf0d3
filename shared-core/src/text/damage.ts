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
/** The same of other languages: `${name}`, `<%= name %>`. */
const OTHER_EXPRESSION = /\$\{[^{}]{1,400}\}|<%[^%]{1,400}%>/;
/** A placeholder of ours in a value. */
const PLACEHOLDER = /\{[\p{L}_][\p{L}\p{M}\p{N}_. -]{0,60}\}/u;
/** A sign of any of these, or of a letter that was made two. */
const SIGN = /[[{#&<\ufffd\u00c2\u00c3\u00e2]/;
/** First letters of those words, with blanks or a bracket before them, and of a formula. */
const MAY_BE_NOTHING: ReadonlySet<number> = new Set(
  Array.from('unNI(=\t\n\r \u00a0', (first) => first.charCodeAt(0)),
);
const MAY_BEGIN = /^\s*(?:undefined|null|NULL|NaN|NaT|nan|\(null\)|Invalid |=[A-Z])/;
/** Words of programs for nothing. */
const NOTHING = /^(?:undefined|null|NULL|NaN|nan|<NA>|NaT|<null>|\(null\)|Invalid [Dd]ate)$/;
/** The same, joined to other words. */
const NOTHING_JOINED = /(?<!\S)(undefined|NaN)(?=\s*(?:[,.;:!?)]|$))/;
/** What a sheet calculates when it opens the file, and nobody else. */
const FORMULA = /^=[A-Z][A-Z.\d]{0,30}\(/;
/** A number of a sheet that was too narrow for it: its last digits are lost. */
const EXPONENT = /^-?\d(?:[.,]\d+)?E\+\d{1,3}$/;
/** An object of Python or Java as those languages write it. */
const OTHER_OBJECT = /<[\w.]{1,200} object at 0x[\da-f]+>|\[L[\w.]{1,200};@[\da-f]+/i;
/** Two bytes of UTF-8 that were read as two letters: “Ã¼” for “ü”, “â€™” for an apostrophe. */
const TWO_LETTERS =
  /[\u00c2\u00c3][\u0080-\u00ba\u00bc-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u201a\u201c\u201e\u2020-\u2022\u2030\u2039\u20ac\u2122]|\u00e2[\u0080\u20ac][\u0080-\u00bf\u0152\u0153\u0161\u02dc\u201c\u201d\u2122]/;
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
  if (!hasSign(text)) return undefined;
  if (text.includes('[object ') && OBJECT.test(text)) return OBJECT_DAMAGE;
  if (OTHER_OBJECT.test(text)) return OTHER_OBJECT_DAMAGE;
  if (text.includes('{{') && EXPRESSION.test(text)) return EXPRESSION_DAMAGE;
  if (OTHER_EXPRESSION.test(text)) return OTHER_EXPRESSION_DAMAGE;
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
  if (TWO_LETTERS.test(text)) return TWO_LETTERS_DAMAGE;
  if (FORMULA.test(text)) return FORMULA_DAMAGE;
  const word = text.length > MAX_WORD ? '' : text.trim();
  if (EXPONENT.test(word)) return EXPONENT_DAMAGE;
  if (NOTHING.test(word))
    return {
      kind: 'likely',
      message: `It is the word “${word}”, which programs write for nothing.`,
      remedy: 'Fill the field, or leave it empty.',
    };
  return damageAmongWords(word);
}

function hasSign(text: string): boolean {
  return (
    (MAY_BE_NOTHING.has(text.charCodeAt(0)) && MAY_BEGIN.test(text)) ||
    SIGN.test(text) ||
    text.endsWith('undefined') ||
    text.endsWith('NaN') ||
    text.includes('E+')
  );
}

/** The same in a text that people read. */
export function damageInMessage(text: string): Damage | undefined {
  return damageIn(text) ?? damageAmongWords(text);
}

/** The same in a value that fills a placeholder: nothing fills what it holds once more. */
export function damageInValue(text: string): Damage | undefined {
  return damageIn(text) ?? (text.includes('{') && PLACEHOLDER.test(text) ? PLACEHOLDER_DAMAGE : undefined);
}

function damageAmongWords(text: string): Damage | undefined {
  const [, word] = NOTHING_JOINED.exec(text) ?? [];
  if (word === undefined) return undefined;
  return {
    kind: 'likely',
    message: `It holds the word “${word}”, which programs write for nothing.`,
    remedy: 'Fill the field that is empty, or leave it out.',
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
const OTHER_OBJECT_DAMAGE: Damage = {
  kind: 'certain',
  message: 'It holds an object as a program writes it.',
  remedy: 'Choose a field of the object.',
};
const OTHER_EXPRESSION_DAMAGE: Damage = {
  kind: 'likely',
  message: 'It holds “${ … }” or “<% … %>”: nothing filled the expression.',
  remedy: 'Fill it before, or use a placeholder in single braces.',
};
const PLACEHOLDER_DAMAGE: Damage = {
  kind: 'likely',
  message: 'It holds a placeholder, which is read as it stands: values are not filled once more.',
  remedy: 'Fill it before, or write it into the message.',
};
const TWO_LETTERS_DAMAGE: Damage = {
  kind: 'likely',
  message: 'It holds letters such as “Ã¼”, which a wrong encoding makes of one.',
  remedy: 'Read the file as UTF-8.',
};
const FORMULA_DAMAGE: Damage = {
  kind: 'likely',
  message: 'It is a formula of a sheet.',
  remedy: 'Export the values of the sheet.',
};
const EXPONENT_DAMAGE: Damage = {
  kind: 'likely',
  message: 'It is a number with an exponent, whose last digits were lost.',
  remedy: 'Read the column as text, or format it as a number without decimals.',
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
