import { cancelButtonOf } from '../../editor/cancel-button.ts';
import { sendDialogOf } from '../../editor/send-dialog.ts';
import { FIELDS } from './fields.ts';
import { migrations } from './migrations.ts';

RED.nodes.registerType('kore-send-v2', {
  category: 'Kore.ai',
  color: '#9DC3E6',
  icon: 'kore-send-v2.svg',
  inputs: 1,
  outputs: 2,
  ...cancelButtonOf('kore-send-v2'),
  ...sendDialogOf({
    type: 'kore-send-v2',
    fields: FIELDS,
    migrations,
    choicesSetting: 'koreSendV2Choices',
    helpSetting: 'koreSendV2Help',
  }),
});
