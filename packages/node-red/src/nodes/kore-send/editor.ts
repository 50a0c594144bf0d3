import { cancelButtonOf } from '../../editor/cancel-button.ts';
import { sendDialogOf } from '../../editor/send-dialog.ts';
import { FIELDS } from './fields.ts';
import { migrations } from './migrations.ts';

RED.nodes.registerType('kore-send', {
  category: 'Kore.ai',
  color: '#9DC3E6',
  icon: 'kore-send.svg',
  inputs: 1,
  outputs: 2,
  ...cancelButtonOf('kore-send'),
  ...sendDialogOf({
    type: 'kore-send',
    fields: FIELDS,
    migrations,
    choicesSetting: 'koreSendChoices',
    helpSetting: 'koreSendHelp',
  }),
});
