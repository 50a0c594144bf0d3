import { defaultsOf, savedNames, type SavedProps } from '../../editor/dialog.ts';
import { showDefaults } from '../../editor/number-fields.ts';
import { prepareTabs } from '../../editor/tabs.ts';
import { saveVersion, showUpgraded } from '../../editor/upgrade.ts';
import { savedText } from '../../saved-values.ts';
import { prepareTestButton } from './editor-test-button.ts';
import { FIELDS } from './fields.ts';
import { migrations } from './migrations.ts';
import { STORED } from './test-call.ts';

interface KoreAppProps extends SavedProps {
  readonly host: string;
  readonly botId: string;
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
  defaults: defaultsOf<KoreAppProps>(FIELDS, migrations),
  credentials: {
    clientSecret: { type: 'password' },
    privateKey: { type: 'password' },
  },
  label: function () {
    return savedText(this.name) ?? (this.botId ? `${this.botId} @ ${this.host}` : 'Kore.ai app');
  },
  oneditprepare: function () {
    const words = (key: string): string => this._(key);
    showUpgraded(this, savedNames(FIELDS), migrations);
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

    showDefaults(FIELDS, 'node-config-input');
  },
  oneditsave: function () {
    saveVersion(this, migrations);
  },
});
