import type { EditorWidgetTypedInputType, EditorWidgetTypedInputTypeDefinition } from 'node-red';
import type { Words } from './words.ts';

/** One of the types that a typed field offers. */
export type FieldType = EditorWidgetTypedInputType | EditorWidgetTypedInputTypeDefinition;

/** Sources of a value that can differ from message to message. */
export const FROM_FLOW: readonly FieldType[] = ['msg', 'flow', 'global', 'env', 'jsonata'];

/** A list to choose from; each value is shown with its word, and as it is where there is none. */
export function choiceType(values: readonly string[], group: string, words: Words): FieldType {
  const label = (value: string): string => {
    const key = `${group}.${value}`;
    const word = words(key);
    return word === '' || word.endsWith(key) ? value : word;
  };
  return {
    value: 'choice',
    label: words('shared.source.choice'),
    icon: 'fa fa-list-ul',
    options: values.map((value) => ({ value, label: label(value) })),
  };
}

/** Makes a field of the dialog a typed input; its source is saved as `<name>Source`. */
export function typedField(name: string, types: readonly FieldType[]): void {
  const field = $(`#node-input-${name}`);
  field.typedInput({ types: [...types], typeField: `#node-input-${name}Source` });
}
