import type { EditorNodeProperties } from 'node-red';
import { currentVersion } from '../../config-version.ts';
import { defaults, showDefaultSeconds } from '../../editor/defaults.ts';
import { optionalNumber } from '../../editor/number-field.ts';
import { choiceType, FROM_FLOW, typedField } from '../../editor/typed-fields.ts';
import { upgrade } from '../../editor/upgrade.ts';
import { savedText } from '../../saved-values.ts';
import { migrations } from './migrations.ts';
import { INPUTS } from './operation-inputs.ts';

interface KoreDevicesProps extends EditorNodeProperties {
  app: string;
  operation: string;
  operationSource: string;
  userId: string;
  userIdSource: string;
  deviceId: string;
  deviceIdSource: string;
  osType: string;
  osTypeSource: string;
  devices: string;
  devicesSource: string;
  botLanguage: string;
  botLanguageSource: string;
  maxPauseSeconds: string;
  configVersion: number;
}

/** Only what the chosen operation needs; everything if the operation comes with the message. */
function showInputsOf(operation: string, source: string): void {
  const needed = source === 'choice' ? INPUTS[operation] : undefined;
  for (const name of ['deviceId', 'osType', 'devices']) {
    $(`#kore-${name}-row`).toggle(needed === undefined || needed.includes(name));
  }
}

RED.nodes.registerType<KoreDevicesProps>('kore-devices', {
  category: 'Kore.ai',
  color: '#9DC3E6',
  icon: 'kore-devices.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    app: { type: 'kore-app', value: '', required: true },
    operation: { value: 'list', required: true, validate: RED.validators.typedInput('operationSource') },
    operationSource: { value: 'choice' },
    userId: { value: 'userId', required: true, validate: RED.validators.typedInput('userIdSource') },
    userIdSource: { value: 'msg' },
    deviceId: { value: 'deviceId', validate: RED.validators.typedInput('deviceIdSource') },
    deviceIdSource: { value: 'msg' },
    osType: { value: 'Android', validate: RED.validators.typedInput('osTypeSource') },
    osTypeSource: { value: 'str' },
    devices: { value: 'payload', validate: RED.validators.typedInput('devicesSource') },
    devicesSource: { value: 'msg' },
    botLanguage: { value: '', validate: RED.validators.typedInput('botLanguageSource') },
    botLanguageSource: { value: 'str' },
    maxPauseSeconds: optionalNumber(),
    configVersion: { value: currentVersion(migrations) },
  },
  paletteLabel: function () {
    return this._('kore-devices.paletteLabel');
  },
  label: function () {
    return savedText(this.name) ?? this._('kore-devices.paletteLabel');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels: function () {
    return this._('kore-devices.output.result');
  },
  oneditprepare: function () {
    const words = (key: string): string => this._(key);
    upgrade(this, migrations);
    typedField('operation', [
      choiceType(Object.keys(INPUTS), 'kore-devices.operation', words),
      'str',
      ...FROM_FLOW,
    ]);
    typedField('userId', [...FROM_FLOW, 'str']);
    typedField('deviceId', [...FROM_FLOW, 'str']);
    typedField('osType', ['str', ...FROM_FLOW]);
    typedField('devices', [...FROM_FLOW, 'json']);
    typedField('botLanguage', ['str', ...FROM_FLOW]);
    showDefaultSeconds('#node-input-maxPauseSeconds', defaults().maxPauseMs);

    const operation = $('#node-input-operation');
    const show = (): void => showInputsOf(operation.typedInput('value'), operation.typedInput('type'));
    operation.on('change', show);
    show();
  },
});
