import type { FieldType } from './typed-fields.ts';
import { FROM_FLOW } from './typed-fields.ts';
import type { Words } from './words.ts';

/** Sources whose value is typed into the large field, since it can have several lines. */
const TYPED_HERE = ['str', 'json'];

const expression = (): JQuery => $('#kore-message-expression');
const text = (): JQuery => $('#kore-message-text');
const isTypedHere = (): boolean => TYPED_HERE.includes(expression().typedInput('type'));

/**
 * The message: several lines of text or JSON, or an expression of one line. Node-RED's typed input has one line only, so
 * it gives the source, and a large field below it takes the text.
 */
export function prepareMessageField(message: string, source: string, words: Words): void {
  const here = (value: string, icon: string): FieldType => ({
    value,
    label: words(`shared.source.${value}`),
    icon,
    hasValue: false,
  });
  text().val(message);
  expression().val(message);
  expression().typedInput({
    types: [
      here('str', 'red/images/typedInput/az.svg'),
      here('json', 'red/images/typedInput/json.svg'),
      ...FROM_FLOW,
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
