import { defaultsOf, savedNames, type SavedProps } from '../../editor/dialog.ts';
import { showDefaults } from '../../editor/number-fields.ts';
import { prepareTabs } from '../../editor/tabs.ts';
import { saveVersion, showUpgraded } from '../../editor/upgrade.ts';
import { savedText } from '../../saved-values.ts';
import { prepareTestButton } from './editor-test-button.ts';
import { FIELDS, type SECRETS } from './fields.ts';
import { mayBeJwk } from './may-be-jwk.ts';
import { migrations } from './migrations.ts';
import { STORED } from './test-call.ts';

interface KoreAppProps extends SavedProps {
  readonly host: string;
  readonly botId: string;
}

type Credentials = Record<(typeof SECRETS)[number], string>;

/** Node-RED's password field has one line, and a key has many: it is typed into a field beside it. */
function prepareKey(name: keyof Credentials, field: string, placeholder: string): void {
  const stored = $(`#node-config-input-${name}`);
  const typed = $(field);
  const isStored = stored.val() === STORED;
  typed.val(isStored ? '' : String(stored.val()));
  if (isStored) typed.attr('placeholder', placeholder);
  typed.on('input', () => {
    const key = String(typed.val());
    stored.val(key === '' && isStored ? STORED : key);
  });
}

/** Kore.ai's own hosts are offered; any other can be typed. */
function offerHosts(): void {
  const { koreAppHosts = [] } = RED.settings as unknown as {
    readonly koreAppHosts?: readonly { readonly host: string; readonly region: string }[];
  };
  const options = koreAppHosts.map(({ host, region }) => $('<option>').attr('value', host).text(region));
  $('#kore-hosts').empty().append(options);
}

/** Marks a public key that cannot be one while it is typed; what is wrong with it, the runtime says. */
function markWrongJwk(): void {
  const typed = $('#kore-jwe-key');
  const mark = (): void => void typed.toggleClass('input-error', !mayBeJwk(String(typed.val())));
  typed.on('input', mark);
  mark();
}

RED.nodes.registerType<KoreAppProps, Credentials>('kore-app', {
  category: 'config',
  defaults: defaultsOf<KoreAppProps>(FIELDS, migrations),
  credentials: {
    clientSecret: { type: 'password' },
    privateKey: { type: 'password' },
    jwePublicKey: { type: 'password' },
  },
  label: function () {
    return savedText(this.name) ?? (this.botId ? `${this.botId} @ ${this.host}` : 'Kore.ai app');
  },
  oneditprepare: function () {
    const words = (key: string): string => this._(key);
    showUpgraded(this, savedNames(FIELDS), migrations);
    prepareTabs(['connection', 'advanced', 'guards'], words);
    const storedKey = words('kore-app.placeholder.storedKey');
    prepareKey('privateKey', '#kore-private-key', storedKey);
    prepareKey('jwePublicKey', '#kore-jwe-key', storedKey);
    markWrongJwk();
    offerHosts();
    prepareTestButton(this.id, words);

    const algorithm = $('#node-config-input-algorithm');
    const useJwe = $('#node-config-input-useJwe');
    const showKey = (): void => {
      const encrypts = useJwe.is(':checked');
      const usesPrivateKey = String(algorithm.val()).startsWith('RS');
      $('#kore-secret-row').toggle(!encrypts && !usesPrivateKey);
      $('#kore-private-key-row').toggle(!encrypts && usesPrivateKey);
      $('#kore-algorithm-row').toggle(!encrypts);
      $('#kore-jwe-key-row, #kore-content-encryption-row').toggle(encrypts);
    };
    algorithm.on('change', showKey);
    useJwe.on('change', showKey);
    showKey();

    showDefaults(FIELDS, 'node-config-input');
  },
  oneditsave: function () {
    saveVersion(this, migrations);
  },
});
