import type { FieldType } from './typed-fields.ts';
import { FLOW_TYPES } from './typed-fields.ts';
import type { Words } from './words.ts';

/** Sources whose value is typed into the large field, since it can have several lines. */
const TYPED_HERE = ['str', 'json'];

/** What the large field holds: words for people, JSON, or a script. */
type Language = 'text' | 'json' | 'javascript';

/** The text that is typed into the large field, whichever editor shows it. */
export interface TypedMessage {
  /** What is typed. */
  get(): string;
  /** Shows another text, from its beginning. */
  set(text: string): void;
  /** Puts a text where the cursor is, or at the end of JSON and of a script. */
  insert(text: string): void;
}

/** The message in a dialog. */
export interface MessageField {
  readonly typed: TypedMessage;
  /** Called when something was typed or chosen that the message depends on. */
  readonly onChange: (listener: () => void) => void;
  /** Says beside the field why what is typed cannot be sent; nothing if it can. */
  readonly showProblem: (problem: string | undefined) => void;
}

/** What the field starts with. */
export interface MessageStart {
  readonly message: string;
  readonly source: string;
  /** What stands in the empty field, as an example. */
  readonly placeholder: string;
  readonly words: Words;
}

/** Node-RED's code editor, of which its published types know nothing. */
interface CodeEditor {
  getValue(): string;
  setValue(text: string, cursor: number): void;
  destroy(): void;
  resize(): void;
  getSession(): { setMode(mode: string): void; on(event: 'change', listener: () => void): void };
}

interface CreatesEditors {
  createEditor(options: { readonly id: string; readonly mode: string; readonly value: string }): CodeEditor;
}

const CODE = 'kore-message-code';
const expression = (): JQuery => $('#kore-message-expression');
const text = (): JQuery => $('#kore-message-text');
const isTypedHere = (): boolean => TYPED_HERE.includes(expression().typedInput('type'));

let code: CodeEditor | undefined;
let language: Language = 'text';

/** A card and a template are JSON, and a script is code, if they are chosen here. */
function languageOfType(): Language {
  if (expression().typedInput('type') === 'json') return 'json';
  const type = $('#node-input-messageType');
  if (type.typedInput('type') !== 'choice') return 'text';
  const value = type.typedInput('value');
  return value === 'script' ? 'javascript' : value === 'card' || value === 'template' ? 'json' : 'text';
}

const typed: TypedMessage = {
  get: () => (language === 'text' ? String(text().val()) : (code?.getValue() ?? '')),
  set(value) {
    if (language !== 'text') code?.setValue(value, -1);
    const [field] = text().val(value).get() as HTMLTextAreaElement[];
    field?.setSelectionRange(0, 0);
    text().scrollTop(0).trigger('change');
  },
  insert(value) {
    // Node-RED's code editor tells no cursor.
    if (language !== 'text') return code?.setValue(`${code.getValue()}\n${value}`, 1);
    const [field] = text().get() as HTMLTextAreaElement[];
    field?.setRangeText(value, field.selectionStart, field.selectionEnd, 'end');
    text().trigger('change').trigger('focus');
  },
};

/** Shows the editor that fits, with what was typed into the other one. */
function showLanguage(changed: () => void): void {
  const next = languageOfType();
  const value = typed.get();
  $('#kore-message-text').toggle(next === 'text');
  $(`#${CODE}`).toggle(next !== 'text');
  $('#kore-format-message').toggle(next === 'json');
  if (next !== 'text') {
    const mode = `ace/mode/${next}`;
    if (code === undefined) {
      code = (RED.editor as unknown as CreatesEditors).createEditor({ id: CODE, mode, value });
      code.getSession().on('change', changed);
    } else {
      code.getSession().setMode(mode);
      if (language === 'text') code.setValue(value, -1);
    }
    code.resize();
  } else if (language !== 'text') text().val(value);
  language = next;
}

let problem: string | undefined;

/** Where people look it shows why the message cannot be sent, and not only on the hidden field that is saved. */
function showFault(words: Words): void {
  const isEmpty = typed.get().trim() === '';
  const fault = isTypedHere() ? (isEmpty ? words('shared.invalid.message') : problem) : undefined;
  text()
    .add(`#${CODE}`)
    .toggleClass('input-error', fault !== undefined)
    .attr('title', fault ?? '');
  // The empty field says itself that it is empty.
  $('#kore-message-fault')
    .text(isEmpty ? '' : (fault ?? ''))
    .toggle(fault !== undefined && !isEmpty);
}

/** JSON with a line for each value; what is no JSON stays as it is. */
function formatJson(): void {
  try {
    typed.set(JSON.stringify(JSON.parse(typed.get()), null, 2));
  } catch {
    // The editor marks where it is wrong.
  }
}

/**
 * The message: several lines of text, JSON or a script, or an expression of one line. Node-RED's typed input has one line
 * only, so it gives the source, and a large field below it takes the text.
 */
export function prepareMessageSource({ message, source, placeholder, words }: MessageStart): void {
  const here = (value: string, icon: string): FieldType => ({
    value,
    label: words(`shared.source.${value}`),
    icon,
    hasValue: false,
  });
  code = undefined;
  problem = undefined;
  language = 'text';
  text().val(message).attr('placeholder', placeholder);
  expression().val(message);
  expression().typedInput({
    types: [
      here('str', 'red/images/typedInput/az.svg'),
      here('json', 'red/images/typedInput/json.svg'),
      ...FLOW_TYPES,
    ],
    typeField: '#node-input-messageSource',
  });
  expression().typedInput('type', source);
  expression().typedInput('value', message);
}

/** Follows what is chosen in the other fields, once they are there. */
export function prepareMessageField(words: Words): MessageField {
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    showFault(words);
    for (const listener of listeners) listener();
  };
  const show = (): void => {
    $('#kore-message-text-row, #kore-message-buttons').toggle(isTypedHere());
    if (isTypedHere()) showLanguage(changed);
    changed();
  };
  expression().on('change', show);
  $('#node-input-messageType').on('change', show);
  text().on('input change', changed);
  $('#kore-format-message').on('click', formatJson);
  show();
  return {
    typed,
    onChange: (listener) => void listeners.push(listener),
    showProblem: (found) => {
      problem = found;
      showFault(words);
    },
  };
}

/** Puts what was typed where Node-RED reads it from. */
export function saveMessageField(): void {
  $('#node-input-message').val(isTypedHere() ? typed.get() : expression().typedInput('value'));
  closeMessageField();
}

/** Lets go of the code editor. */
export function closeMessageField(): void {
  code?.destroy();
  code = undefined;
}
