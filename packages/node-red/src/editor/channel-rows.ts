import type { StartingHelp } from '../starting-help.ts';
import type { Words } from './words.ts';

/** What the list offers for a channel that is not in it; the core's word for it. */
const OTHER = 'other';

/** The name of a channel and its identity key are asked for where they count, and what a channel needs is told below it. */
export function prepareChannelRows({ channels }: Pick<StartingHelp, 'channels'>, words: Words): void {
  const channel = $('#node-input-channel');
  // Translated once more later, the placeholder would be that of every channel again.
  const identityField = $('#node-input-identityField, #node-input-identityField-typed').removeAttr(
    'data-i18n',
  );
  $('#kore-channel-note').after($('#kore-webhook-row'));
  const show = (): void => {
    const isChosen = channel.typedInput('type') === 'choice';
    const value = channel.typedInput('value');
    const isOther = isChosen && value === OTHER;
    $('#kore-other-channel-row').toggle(isOther);
    $('#kore-identity-key-row').toggle(isOther || !isChosen);
    // Beside the channel that it belongs to; of a channel that the message names nobody knows.
    $('#kore-webhook-row').toggle(value === 'ivr' || !isChosen);
    const usual = isChosen ? channels.find(({ name }) => name === value)?.identityKey : undefined;
    identityField.attr('placeholder', usual ?? words('shared.placeholder.identityField'));
    const note = isOther
      ? words('shared.below.otherChannel')
      : words(isChosen ? `shared.setUp.${value}` : 'shared.below.channelOfMessage');
    $('#kore-channel-note').text(note);
  };
  channel.on('change', show);
  show();
}
