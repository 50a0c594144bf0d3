import type { EditorNodeProperties } from 'node-red';
import { currentVersion } from '../../config-version.ts';
import { prepareMessageField, saveMessageField } from '../../editor/message-field.ts';
import { optionalNumber } from '../../editor/number-field.ts';
import type { SendOptionProps } from '../../editor/send-options.ts';
import { prepareSendOptions } from '../../editor/send-options.ts';
import { prepareTabs } from '../../editor/tabs.ts';
import { choiceType, FROM_FLOW, typedField } from '../../editor/typed-fields.ts';
import { upgrade } from '../../editor/upgrade.ts';
import { savedText } from '../../saved-values.ts';
import { migrations } from './migrations.ts';

interface KoreSendV2Props extends EditorNodeProperties, SendOptionProps {
  app: string;
  channel: string;
  channelSource: string;
  messageType: string;
  messageTypeSource: string;
  message: string;
  messageSource: string;
  recipients: string;
  recipientsSource: string;
  identityField: string;
  identityFieldSource: string;
  onceKey: string;
  onceKeySource: string;
  messageKey: string;
  messageKeySource: string;
  webhookInstanceName: string;
  webhookInstanceNameSource: string;
  userIdentityType: string;
  userIdentityTypeSource: string;
  onMissingParameter: string;
  configVersion: number;
}

/** What the runtime says can be chosen. */
interface Choices {
  readonly channel: readonly string[];
  readonly messageType: readonly string[];
}

RED.nodes.registerType<KoreSendV2Props>('kore-send-v2', {
  category: 'Kore.ai',
  color: '#9DC3E6',
  icon: 'kore-send-v2.svg',
  inputs: 1,
  outputs: 2,
  defaults: {
    name: { value: '' },
    app: { type: 'kore-app', value: '', required: true },
    channel: { value: 'whatsapp', required: true, validate: RED.validators.typedInput('channelSource') },
    channelSource: { value: 'choice' },
    messageType: { value: 'text', required: true, validate: RED.validators.typedInput('messageTypeSource') },
    messageTypeSource: { value: 'choice' },
    message: { value: '', required: true, validate: RED.validators.typedInput('messageSource') },
    messageSource: { value: 'str' },
    recipients: { value: 'payload', required: true, validate: RED.validators.typedInput('recipientsSource') },
    recipientsSource: { value: 'msg' },
    identityField: { value: '', validate: RED.validators.typedInput('identityFieldSource') },
    identityFieldSource: { value: 'str' },
    onceKey: { value: '', validate: RED.validators.typedInput('onceKeySource') },
    onceKeySource: { value: 'str' },
    onceHours: optionalNumber(),
    messageKey: { value: '', validate: RED.validators.typedInput('messageKeySource') },
    messageKeySource: { value: 'choice' },
    webhookInstanceName: { value: '', validate: RED.validators.typedInput('webhookInstanceNameSource') },
    webhookInstanceNameSource: { value: 'str' },
    userIdentityType: { value: '', validate: RED.validators.typedInput('userIdentityTypeSource') },
    userIdentityTypeSource: { value: 'str' },
    wait: { value: false },
    waitTimeoutSeconds: optionalNumber(),
    firstIntervalSeconds: optionalNumber(),
    onBadRecipient: { value: 'stop' },
    onMissingParameter: { value: 'problem' },
    onUnknown: { value: 'report' },
    includeUnknown: { value: false },
    maxRecipients: optionalNumber(),
    maxPauseSeconds: optionalNumber(),
    paceShare: optionalNumber(),
    recipientsPerRequest: optionalNumber(),
    configVersion: { value: currentVersion(migrations) },
  },
  paletteLabel: function () {
    return this._('kore-send-v2.paletteLabel');
  },
  label: function () {
    return savedText(this.name) ?? this._('kore-send-v2.paletteLabel');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels: function (index) {
    return this._(index === 0 ? 'shared.output.report' : 'shared.output.notReached');
  },
  oneditprepare: function () {
    const words = (key: string): string => this._(key);
    upgrade(this, migrations);
    prepareTabs(['message', 'options'], words);
    const { koreSendV2Choices: choices } = RED.settings as unknown as { readonly koreSendV2Choices: Choices };
    typedField('channel', [choiceType(choices.channel, 'shared.channel', words), 'str', ...FROM_FLOW]);
    typedField('messageType', [
      choiceType(choices.messageType, 'shared.messageType', words),
      'str',
      ...FROM_FLOW,
    ]);
    prepareMessageField({
      message: this.message,
      source: this.messageSource,
      placeholder: words('kore-send-v2.placeholder.message'),
      words,
    });
    typedField('recipients', [...FROM_FLOW, 'json', 'str']);
    typedField('identityField', ['str', ...FROM_FLOW]);
    typedField('onceKey', ['str', ...FROM_FLOW]);
    typedField('messageKey', [
      choiceType(['', 'message', 'content'], 'kore-send-v2.messageKey', words),
      'str',
      ...FROM_FLOW,
    ]);
    typedField('webhookInstanceName', ['str', ...FROM_FLOW]);
    typedField('userIdentityType', ['str', ...FROM_FLOW]);
    prepareSendOptions();
  },
  oneditsave: saveMessageField,
});
