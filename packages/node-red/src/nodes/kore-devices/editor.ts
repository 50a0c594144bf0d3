import { dialogOf } from '../../editor/dialog.ts';
import { FIELDS } from './fields.ts';
import { migrations } from './migrations.ts';
import { INPUTS } from './operation-inputs.ts';

/** Only what the chosen operation needs; everything if the operation comes with the message. */
function showInputsOf(operation: string, source: string): void {
  const needed = source === 'choice' ? INPUTS[operation] : undefined;
  for (const name of ['deviceId', 'osType', 'devices']) {
    $(`#kore-${name}-row`).toggle(needed === undefined || needed.includes(name));
  }
}

function prepareInputs(): void {
  const operation = $('#node-input-operation');
  const show = (): void => showInputsOf(operation.typedInput('value'), operation.typedInput('type'));
  operation.on('change', show);
  show();
}

RED.nodes.registerType('kore-devices', {
  category: 'Kore.ai',
  color: '#9DC3E6',
  icon: 'kore-devices.svg',
  inputs: 1,
  outputs: 1,
  ...dialogOf({ type: 'kore-devices', fields: FIELDS, migrations, finish: prepareInputs }),
  outputLabels: function () {
    return this._('kore-devices.output.result');
  },
});
