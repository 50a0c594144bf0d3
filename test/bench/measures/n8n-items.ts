import { n8nFolder, versionIn } from '../../../packages/demo/src/install-n8n.ts';
import type { Measure } from '../measure.ts';
import { emails } from '../sample-recipients.ts';

const ITEMS = 5_000;
const MESSAGE = 'The canteen opens at noon today.';
const items = (): { email: string }[] => emails(ITEMS).map((email) => ({ email }));

const isAccepted = (row: unknown): boolean =>
  (row as { outcome?: string } | undefined)?.outcome === 'accepted';

export const measure: Measure = {
  name: 'n8n-items',
  title: `n8n: ${ITEMS.toLocaleString('en')} items to recipients, time in the node`,
  usesServer: true,
  whySkipped: () =>
    versionIn(n8nFolder(), 'n8n-nodes-base') === undefined
      ? `there is no n8n in ${n8nFolder()}: npm run start:n8n installs it, KORE_NOTIFY_N8N_DIR names another folder`
      : undefined,
  ours: {
    title: 'Kore Send Notification',
    run: async (host) => {
      const { timeInNode, useKoreNotify } = await import('../n8n-engine.ts');
      const { node, credential } = useKoreNotify('KoreSendNotification');
      const { ms, rows } = await timeInNode({
        node,
        credential,
        data: {
          host,
          botId: 'st-1',
          clientId: 'cs-1',
          clientSecret: 'a-secret-of-no-value-but-long-enough',
          algorithm: 'HS256',
        },
        parameters: { channel: 'msteams', message: MESSAGE, recipientsFrom: 'items', maxRecipients: ITEMS },
        items: items(),
      });
      const accepted = rows.filter(({ notification }) => isAccepted(notification)).length;
      if (accepted !== ITEMS) throw new Error(`Only ${accepted} were accepted.`);
      return { ms };
    },
  },
  peer: {
    title: 'HTTP Request, one an item',
    run: async (serverUrl) => {
      const { timeInNode, useHttpRequest } = await import('../n8n-engine.ts');
      const body = {
        channel: 'msteams',
        userIdentityType: 'resolve',
        message: { type: 'text', val: MESSAGE },
        identities: ['{{ $json.email }}'],
      };
      const { ms, rows } = await timeInNode({
        node: useHttpRequest(),
        parameters: {
          method: 'POST',
          url: `${serverUrl}/api/public/bot/st-1/notify`,
          sendBody: true,
          specifyBody: 'json',
          jsonBody: `=${JSON.stringify(body)}`,
        },
        items: items(),
      });
      const accepted = rows.filter(({ _id }) => _id === 'ds-1').length;
      if (accepted !== ITEMS) throw new Error(`Only ${accepted} were accepted.`);
      return { ms };
    },
  },
  comparisons: [{ figure: 'ms', unit: 'ms', value: 'peer / ours', floor: { atLeast: 20 } }],
};
