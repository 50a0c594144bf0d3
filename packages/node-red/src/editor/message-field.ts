import type { FieldType } from './typed-fields.ts';
import { FLOW_TYPES } from './typed-fields.ts';
import type { Words } from './words.ts';

/** Sources whose value is typed into the large field, since it can have several lines. */
const TYPED_HERE = ['str', 'json'];

const expression = (): JQuery => $('#kore-message-expression');
const text = (): JQuery => $('#kore-message-text');
const isTypedHere = (): boolean => TYPED_HERE.includes(expression().typedInput('type'));

/** What the field starts with. */
export interface MessageField {
  readonly message: string;
  readonly source: string;
  /** What stands in the empty field, as an example. */
  readonly placeholder: string;
  readonly words: Words;
}

/**
 * The message: several lines of text or JSON, or an expression of one line. Node-RED's typed input has one line only, so
 * it gives the source, and a large field below it takes the text.
 */
export function prepareMessageField({ message, source, placeholder, words }: MessageField): void {
  const here = (value: string, icon: string): FieldType => ({
    value,
    label: words(`shared.source.${value}`),
    icon,
    hasValue: false,
  });
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
  const show = (): void => {
    $('#kore-message-text-row').toggle(isTypedHere());
  };
  expression().on('change', show);
  show();
}

/** Puts what was typed where Node-RED reads it from. */
export function saveMessageField(): void {
  $('#node-input-message').val(isTypedHere() ? String(text().val()) : expression().typedInput('value'));
}
