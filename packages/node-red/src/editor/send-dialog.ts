import type { EditorNodeDef } from 'node-red';
import type { StartingHelp } from '../starting-help.ts';
import { prepareChannelRows } from './channel-rows.ts';
import { type DialogKind, dialogOf, type SavedProps } from './dialog.ts';
import {
  closeMessageField,
  prepareMessageField,
  prepareMessageSource,
  saveMessageField,
} from './message-field.ts';
import { closeLivePreview, prepareLivePreview } from './live-preview.ts';
import { tieLabels } from './labels.ts';
import { prepareSampleButton } from './sample-button.ts';
import { prepareTabs } from './tabs.ts';
import { prepareWaitChoice } from './wait-choice.ts';

/** What sets the dialogs of the two send nodes apart. */
export type SendDialogKind = Pick<DialogKind, 'type' | 'fields' | 'migrations' | 'choicesSetting'> & {
  /** The setting in which the runtime gives what to start from. */
  readonly helpSetting: string;
};

/** The dialog of a send node. */
export function sendDialogOf(
  kind: SendDialogKind,
): ReturnType<typeof dialogOf> & Pick<EditorNodeDef<SavedProps>, 'outputLabels'> {
  return {
    ...dialogOf({
      ...kind,
      prepare: ({ message, messageSource }, words) => {
        prepareTabs(['message', 'options'], words);
        prepareMessageSource({
          message: typeof message === 'string' ? message : '',
          source: typeof messageSource === 'string' ? messageSource : 'str',
          placeholder: words(`${kind.type}.placeholder.message`),
          words,
        });
      },
      finish: (words, node) => {
        const settings = RED.settings as unknown as Readonly<Record<string, StartingHelp | undefined>>;
        const help = settings[kind.helpSetting] ?? { channels: [], samples: [] };
        prepareChannelRows(help, words);
        tieLabels(['kore-message-expression']);
        const message = prepareMessageField(words);
        prepareSampleButton(help, message.typed);
        prepareLivePreview({ id: (node as { readonly id: string }).id, type: kind.type }, message, words);
        prepareWaitChoice(node, words);
        warnOfSendingTwice();
        showSendTo();
      },
      save: () => {
        closeLivePreview();
        saveMessageField();
      },
      cancel: () => {
        closeLivePreview();
        closeMessageField();
      },
    }),
    outputLabels: function (index) {
      return this._(index === 0 ? 'shared.output.report' : 'shared.output.notReached');
    },
  };
}

/** The address is asked for where it is used, or where the message says so. */
function showSendTo(): void {
  const mode = $('#node-input-mode');
  const show = (): void => {
    const isChosen = mode.typedInput('type') === 'choice';
    $('#kore-send-to-row, #kore-send-to-note').toggle(!isChosen || mode.typedInput('value') === 'instead');
  };
  mode.on('change', show);
  show();
}

function warnOfSendingTwice(): void {
  const onUnknown = $('#node-input-onUnknown');
  const warn = (): void => {
    $('#kore-send-again-warning').toggle(onUnknown.val() === 'send_again');
  };
  onUnknown.on('change', warn);
  warn();
}
