import { cancelButtonOf } from '../../editor/cancel-button.ts';
import { dialogOf } from '../../editor/dialog.ts';
import { prepareWaitRows } from '../../editor/wait-rows.ts';
import { FIELDS } from './fields.ts';
import { migrations } from './migrations.ts';

RED.nodes.registerType('kore-status', {
  category: 'Kore.ai',
  color: '#9DC3E6',
  icon: 'kore-status.svg',
  inputs: 1,
  outputs: 2,
  ...cancelButtonOf('kore-status'),
  ...dialogOf({ type: 'kore-status', fields: FIELDS, migrations, finish: prepareWaitRows }),
  outputLabels: function (index) {
    return this._(index === 0 ? 'kore-status.output.finished' : 'kore-status.output.running');
  },
});
