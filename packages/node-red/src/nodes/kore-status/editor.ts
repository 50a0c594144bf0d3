import type { EditorNodeProperties } from 'node-red';
import { currentVersion } from '../../config-version.ts';
import { optionalNumber } from '../../editor/number-field.ts';
import { choiceType, FROM_FLOW, typedField } from '../../editor/typed-fields.ts';
import { upgrade } from '../../editor/upgrade.ts';
import { prepareWaitFields } from '../../editor/wait-fields.ts';
import { savedText } from '../../saved-values.ts';
import { migrations } from './migrations.ts';

interface KoreStatusProps extends EditorNodeProperties {
  app: string;
  requests: string;
  requestsSource: string;
  api: string;
  apiSource: string;
  wait: boolean;
  waitTimeoutSeconds: string;
  firstIntervalSeconds: string;
  maxPauseSeconds: string;
  configVersion: number;
}

RED.nodes.registerType<KoreStatusProps>('kore-status', {
  category: 'Kore.ai',
  color: '#9DC3E6',
  icon: 'kore-status.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: { value: '' },
    app: { type: 'kore-app', value: '', required: true },
    requests: { value: 'payload', required: true, validate: RED.validators.typedInput('requestsSource') },
    requestsSource: { value: 'msg' },
    api: { value: 'v2', required: true, validate: RED.validators.typedInput('apiSource') },
    apiSource: { value: 'choice' },
    wait: { value: true },
    waitTimeoutSeconds: optionalNumber(),
    firstIntervalSeconds: optionalNumber(),
    maxPauseSeconds: optionalNumber(),
    configVersion: { value: currentVersion(migrations) },
  },
  paletteLabel: function () {
    return this._('kore-status.paletteLabel');
  },
  label: function () {
    return savedText(this.name) ?? this._('kore-status.paletteLabel');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels: function (index) {
    return this._(index === 0 ? 'kore-status.output.finished' : 'kore-status.output.running');
  },
  oneditprepare: function () {
    const words = (key: string): string => this._(key);
    upgrade(this, migrations);
    typedField('requests', [...FROM_FLOW, 'json', 'str']);
    typedField('api', [choiceType(['v2', 'v1'], 'kore-status.api', words), 'str', ...FROM_FLOW]);
    prepareWaitFields();
  },
});
