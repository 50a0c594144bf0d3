import type { EditorNodeProperties } from 'node-red';
import { currentVersion } from '../../config-version.ts';
import { defaults, showDefault, showDefaultSeconds } from '../../editor/defaults.ts';
import { optionalNumber } from '../../editor/number-field.ts';
import { prepareTabs } from '../../editor/tabs.ts';
import { upgrade } from '../../editor/upgrade.ts';
import { savedText } from '../../saved-values.ts';
import { migrations } from './migrations.ts';
import { prepareTestButton } from './editor-test-button.ts';
import { STORED } from './test-call.ts';

interface KoreAppProps extends EditorNodeProperties {
  host: string;
  botId: string;
  clientId: string;
  algorithm: string;
  useJti: boolean;
  tokenLifetimeSeconds: string;
  subject: string;
  maxPerMinute: string;
  maxPerHour: string;
  maxInFlight: string;
  maxAttempts: string;
  requestTimeoutSeconds: string;
  allowHttp: boolean;
  tls: string;
  proxy: string;
  timeScale: string;
  configVersion: number;
}

/** Node-RED's password field has one line, and a key has many: it is typed into a field beside it. */
function preparePrivateKey(placeholder: string): void {
  const stored = $('#node-config-input-privateKey');
  const typed = $('#kore-private-key');
  const isStored = stored.val() === STORED;
  typed.val(isStored ? '' : String(stored.val()));
  if (isStored) typed.attr('placeholder', placeholder);
  typed.on('input', () => {
    const key = String(typed.val());
    stored.val(key === '' && isStored ? STORED : key);
  });
}

RED.nodes.registerType<KoreAppProps, { clientSecret: string; privateKey: string }>('kore-app', {
  category: 'config',
  defaults: {
    name: { value: '' },
    host: { value: 'platform.kore.ai', required: true },
    botId: { value: '', required: true },
    clientId: { value: '', required: true },
    algorithm: { value: 'HS256', required: true },
    useJti: { value: false },
    tokenLifetimeSeconds: optionalNumber(),
    subject: { value: '' },
    maxPerMinute: optionalNumber(),
    maxPerHour: optionalNumber(),
    maxInFlight: optionalNumber(),
    maxAttempts: optionalNumber(),
    requestTimeoutSeconds: optionalNumber(),
    allowHttp: { value: false },
    tls: { type: 'tls-config', value: '', required: false },
    proxy: { type: 'http proxy', value: '', required: false },
    timeScale: optionalNumber(),
    configVersion: { value: currentVersion(migrations) },
  },
  credentials: {
    clientSecret: { type: 'password' },
    privateKey: { type: 'password' },
  },
  label: function () {
    return savedText(this.name) ?? (this.botId ? `${this.botId} @ ${this.host}` : 'Kore.ai app');
  },
  oneditprepare: function () {
    const words = (key: string): string => this._(key);
    upgrade(this, migrations);
    prepareTabs(['connection', 'advanced'], words);
    preparePrivateKey(words('kore-app.placeholder.storedKey'));
    prepareTestButton(this.id, words);

    const algorithm = $('#node-config-input-algorithm');
    const showKey = (): void => {
      const usesPrivateKey = String(algorithm.val()).startsWith('RS');
      $('#kore-secret-row').toggle(!usesPrivateKey);
      $('#kore-private-key-row').toggle(usesPrivateKey);
    };
    algorithm.on('change', showKey);
    showKey();

    const known = defaults();
    showDefault('#node-config-input-tokenLifetimeSeconds', known.tokenLifetimeSeconds);
    showDefault('#node-config-input-maxPerMinute', known.maxPerMinute);
    showDefault('#node-config-input-maxPerHour', known.maxPerHour);
    showDefault('#node-config-input-maxInFlight', known.maxInFlight);
    showDefault('#node-config-input-maxAttempts', known.maxAttempts);
    showDefaultSeconds('#node-config-input-requestTimeoutSeconds', known.requestTimeoutMs);
    showDefault('#node-config-input-timeScale', known.timeScale);
  },
});
