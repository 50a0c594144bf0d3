import type { StartingHelp } from '../starting-help.ts';
import type { TypedMessage } from './message-field.ts';

/** The value of a typed field, if it is chosen from its list: of any other nobody knows it yet. */
function chosen(field: string): string | undefined {
  const input = $(`#node-input-${field}`);
  return input.typedInput('type') === 'choice' ? input.typedInput('value') : undefined;
}

/** Puts an example into the field of the message, for the channel and the type that are chosen. */
export function prepareSampleButton({ samples }: Pick<StartingHelp, 'samples'>, typed: TypedMessage): void {
  const find = (): string | undefined => {
    const type = chosen('messageType') ?? 'text';
    const channel = chosen('channel');
    const fits = samples.filter(({ messageType }) => messageType === type);
    return (fits.find((one) => one.channel === channel) ?? fits.find((one) => one.channel === undefined))
      ?.message;
  };
  $('#kore-insert-sample').on('click', () => {
    const sample = find();
    if (sample === undefined) return;
    const source = $('#kore-message-expression');
    // Text is read as JSON where the type is, and JSON alone would refuse plain text.
    const isJson = sample.startsWith('{') && source.typedInput('type') === 'json';
    source.typedInput('type', isJson ? 'json' : 'str');
    const text = typed.get();
    // What somebody typed stays: the sample comes where the cursor is.
    if (text.trim() === '' || samples.some(({ message }) => message === text)) typed.set(sample);
    else typed.insert(sample);
  });
}
