import type {
  Icon,
  ICredentialDataDecryptedObject,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';
import { SIGNING_REFUSED, ALREADY_SIGNED } from '../adapters/DescribeFailure';
import { makeToken } from '../adapters/MakeToken';
import { clientOptionsOf, tokenKeyOf } from '../shared/ClientOptions';
import {
  ALGORITHMS,
  CONTENT_ENCRYPTIONS,
  describeError,
  HOSTS,
  isKoreNotifyError,
  resolveOptions,
  usesPrivateKey,
} from '../shared/core';

const advanced = { show: { advanced: [true] } };
const encrypts = { show: { advanced: [true], useJwe: [true] } };
const signs = { show: { advanced: [true] }, hide: { useJwe: [true] } };
const privateKeys = ALGORITHMS.filter(usesPrivateKey);
const needsPrivateKey = { show: { algorithm: privateKeys }, hide: { useJwe: [true] } };
// Hidden, not shown without: what is folded away has no value.
const needsSecret = { hide: { useJwe: [true], algorithm: privateKeys } };

/** One app of one bot. Only this credential sees the secret: nodes hand it claims, and it signs them. */
export class KoreNotifyApi implements ICredentialType {
  name = 'koreNotifyApi';

  displayName = 'Kore.ai Notify API';

  icon: Icon = { light: 'file:../icons/kore.svg', dark: 'file:../icons/kore.dark.svg' };

  documentationUrl = 'https://example.org/kore-notify';

  supportedNodes = ['koreSendNotification', 'koreSendNotificationV2', 'koreCheckStatus', 'koreManageDevices'];

  // With its signed header any other node could send anything, anywhere.
  restrictToSupportedNodes = true as const;

  properties: INodeProperties[] = [
    {
      displayName:
        'On Kore.ai: 1. In the App Builder give the bot an app with the scope Proactive Messages (for devices SDKPushNotifications). 2. Enable the channel, and turn on its Proactive Notifications switch. 3. Publish the bot.',
      name: 'steps',
      type: 'notice',
      default: '',
    },
    {
      displayName: 'Host',
      name: 'host',
      type: 'string',
      default: 'platform.kore.ai',
      required: true,
      description: 'Host of your Kore.ai environment. You can paste a whole address: only its host counts.',
      hint: `Your own, or one of Kore.ai. ${hostsByRegion()}.`,
    },
    {
      displayName: 'Bot ID',
      name: 'botId',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. st-…',
      description: 'Shown under General Settings in the App Builder, also called stream ID',
    },
    {
      displayName: 'Client ID',
      name: 'clientId',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. cs-…',
      description:
        'Of the app that has the API scope: Proactive Messages for notifications, SDKPushNotifications for devices. A scope takes effect only once the bot is published.',
    },
    {
      displayName: 'Client Secret',
      name: 'clientSecret',
      type: 'string',
      typeOptions: { password: true },
      displayOptions: needsSecret,
      default: '',
      required: true,
    },
    {
      displayName: 'Private Key',
      name: 'privateKey',
      type: 'string',
      typeOptions: { password: true, rows: 4 },
      displayOptions: needsPrivateKey,
      default: '',
      required: true,
      description: 'PEM text of the RSA key whose public half was uploaded to Kore.ai, without passphrase',
    },
    {
      displayName: 'Default Country',
      name: 'country',
      type: 'string',
      default: '',
      placeholder: 'e.g. DE',
      description: 'Two letters, for phone numbers without a country code, such as 0171 3920012',
    },
    {
      displayName: 'Only These Recipients',
      name: 'only',
      type: 'string',
      typeOptions: { rows: 2 },
      default: '',
      placeholder: 'e.g. ann@example.com, @example.com, +49',
      description:
        'Whom this credential may message: addresses, domains, phone numbers, the beginning of one, or patterns with *. Leave empty for everybody. Others are reported as not_allowed.',
    },
    {
      displayName: 'Never These Recipients',
      name: 'never',
      type: 'string',
      typeOptions: { rows: 2 },
      default: '',
      placeholder: 'e.g. bob@example.com, +4917139200*',
      description: 'Whom this credential never messages. They are reported as suppressed.',
    },
    {
      displayName: 'Maximum Recipients per Run',
      name: 'perRun',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 0,
      description: 'A run with more is refused. 0 is no maximum.',
    },
    {
      displayName: 'Maximum Recipients per Day',
      name: 'perDay',
      type: 'number',
      typeOptions: { minValue: 0 },
      default: 0,
      description:
        'Recipients beyond it are reported as over_maximum. The day begins at midnight in the time zone; each n8n process counts for itself. 0 is no maximum.',
    },
    {
      displayName: 'Quiet Hours From',
      name: 'quietFrom',
      type: 'string',
      default: '',
      placeholder: 'e.g. 20:00',
      description: 'From this time on nobody is messaged, and recipients are reported as quiet_hours',
    },
    {
      displayName: 'Quiet Hours Until',
      name: 'quietTo',
      type: 'string',
      default: '',
      placeholder: 'e.g. 08:00',
    },
    {
      displayName: 'Time Zone',
      name: 'timeZone',
      type: 'string',
      default: '',
      placeholder: 'e.g. Europe/Berlin',
      description: 'Of the quiet hours and of the day. Leave empty for UTC.',
    },
    {
      displayName: 'Time Zone Field',
      name: 'timeZoneField',
      type: 'string',
      default: '',
      placeholder: 'e.g. timeZone',
      description: 'Field of an item or a row with a time zone of its own for the quiet hours',
    },
    {
      displayName: 'Advanced Settings',
      name: 'advanced',
      type: 'boolean',
      default: false,
      description:
        'Whether to use settings that few apps need: JWE, JTI, another algorithm, limits and timeouts. If this is off, their defaults count.',
    },
    {
      displayName: 'Use JWE',
      name: 'useJwe',
      type: 'boolean',
      displayOptions: advanced,
      default: false,
      description:
        'Whether the app has "Enforce JWE" on, so that tokens are encrypted. The client secret is not needed then. Not verified against a real account.',
    },
    {
      displayName: 'Public Key (JWK)',
      name: 'jwePublicKey',
      type: 'string',
      typeOptions: { rows: 4 },
      displayOptions: encrypts,
      default: '',
      required: true,
      placeholder: '{ "kty": "RSA", "kid": "…", "n": "…", "e": "AQAB" }',
      description:
        'The public key that Kore.ai shows for the app, from { to }. Keep it like a secret: whoever has it can make tokens.',
    },
    {
      displayName: 'Content Encryption',
      name: 'contentEncryption',
      type: 'options',
      options: CONTENT_ENCRYPTIONS.map((name) => ({ name, value: name })),
      displayOptions: encrypts,
      default: 'A128CBC-HS256',
      description: 'How the claims are encrypted. Their key is encrypted with RSA-OAEP.',
    },
    {
      displayName: 'Algorithm',
      name: 'algorithm',
      type: 'options',
      displayOptions: signs,
      options: ALGORITHMS.map((name) => ({ name, value: name })),
      default: 'HS256',
      description: 'How tokens are signed. Apps with API scopes take HS256.',
    },
    {
      displayName: 'Use JTI',
      name: 'useJti',
      type: 'boolean',
      displayOptions: advanced,
      default: false,
      description: 'Whether the app has "Enforce JTI" on, so that every request needs a fresh token',
    },
    {
      displayName: 'Token Lifetime (Seconds)',
      name: 'lifetimeSeconds',
      type: 'number',
      displayOptions: advanced,
      typeOptions: { minValue: 60, maxValue: 86_400 },
      default: 300,
      description: 'With JTI at most 3,600',
    },
    {
      displayName: 'Requests per Minute',
      name: 'maxPerMinute',
      type: 'number',
      displayOptions: advanced,
      typeOptions: { minValue: 1 },
      default: 600,
      description:
        "The share of the bot's limit that this n8n process may use. Kore.ai allows 600 in any minute by default.",
    },
    {
      displayName: 'Requests per Hour',
      name: 'maxPerHour',
      type: 'number',
      displayOptions: advanced,
      typeOptions: { minValue: 1 },
      default: 18_000,
      description: 'Kore.ai allows 18,000 in any hour by default',
    },
    {
      displayName: 'Request Timeout (Seconds)',
      name: 'requestTimeoutSeconds',
      type: 'number',
      displayOptions: advanced,
      typeOptions: { minValue: 1, maxValue: 600 },
      default: 30,
    },
    {
      displayName: 'Allow HTTP',
      name: 'allowHttp',
      type: 'boolean',
      displayOptions: advanced,
      default: false,
      description:
        'Whether to allow a host without TLS that is not this machine. The token could be intercepted.',
    },
    {
      displayName: 'Time Compression (Simulator Only)',
      name: 'timeScale',
      type: 'number',
      displayOptions: advanced,
      typeOptions: { minValue: 1 },
      default: 1,
      description: "Divides the length of the limits' minute and hour. Leave it at 1 with the real platform.",
    },
  ];

  /** Signs the claims that stand where the token goes; refuses to sign for any host but the credential's own. */
  authenticate = async (
    credentials: ICredentialDataDecryptedObject,
    requestOptions: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => {
    const { origin } = resolveOptions(clientOptionsOf(credentials));
    if (new URL(requestOptions.url).origin !== origin)
      throw refusal(`This credential signs requests to ${origin} only.`);
    const claims: unknown = requestOptions.headers?.['auth'];
    if (typeof claims !== 'string')
      throw refusal('This credential signs requests of the Kore Notify nodes only.');
    // n8n lets a request be signed once more, and sends it again, if its answer was a 401 that ended too early.
    if (!isClaims(claims))
      throw Object.assign(new Error('This credential signs claims, and each request once.'), {
        code: ALREADY_SIGNED,
      });
    const token = await tokenOf(claims, credentials);
    return { ...requestOptions, headers: { ...requestOptions.headers, auth: token } };
  };
}

function isClaims(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

async function tokenOf(claims: string, credentials: ICredentialDataDecryptedObject): Promise<string> {
  try {
    return await makeToken(claims, tokenKeyOf(credentials));
  } catch (error) {
    throw refusal(isKoreNotifyError(error) ? describeError(error) : 'The token could not be made.');
  }
}

/** Kore.ai's own hosts in one line. */
function hostsByRegion(): string {
  const regions = [...new Set(HOSTS.map(({ region }) => region))];
  return regions
    .map((region) => {
      const hosts = HOSTS.filter((one) => one.region === region).map(({ host }) => host);
      return `${region}: ${hosts.join(', ')}`;
    })
    .join('; ');
}

/** Told apart from a failure of the network by its code: nothing was sent. */
function refusal(message: string): Error {
  return Object.assign(new Error(message), { code: SIGNING_REFUSED });
}
