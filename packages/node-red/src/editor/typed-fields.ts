import type { EditorWidgetTypedInputType, EditorWidgetTypedInputTypeDefinition } from 'node-red';
import { type Fields, FROM_FLOW, type ValueField } from '../fields.ts';
import type { Words } from './words.ts';

/** One of the types that a typed field offers. */
export type FieldType = EditorWidgetTypedInputType | EditorWidgetTypedInputTypeDefinition;

/** What the runtime says can be chosen, by field. */
export type Choices = Readonly<Record<string, readonly string[]>>;

/** Types of a value that can differ from message to message. */
export const FLOW_TYPES: readonly FieldType[] = FROM_FLOW;

/** A list to choose from; each value is shown with its word, and as it is where there is none. */
function choiceType(values: readonly string[], group: string, words: Words): FieldType {
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

function typesOf(
  { sources, choices }: ValueField,
  fromRuntime: readonly string[],
  words: Words,
): FieldType[] {
  return sources.map((source) =>
    source === 'choice' ? choiceType(choices?.values ?? fromRuntime, choices?.words ?? '', words) : source,
  );
}

/** Makes typed inputs of all fields that are read for each message, but not of a large one. */
export function prepareValueFields(fields: Fields, choices: Choices, words: Words): void {
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind !== 'value' || field.isLarge) continue;
    $(`#node-input-${name}`).typedInput({
      types: typesOf(field, choices[name] ?? [], words),
      typeField: `#node-input-${name}Source`,
    });
  }
}
