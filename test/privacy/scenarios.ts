import type { Heard, Said } from './echo-server.ts';
import { MARKS } from './marks.ts';

/** One way to fail, on every host. */
export interface Scenario {
  readonly name: string;
  readonly call: 'sendV2' | 'getStatus' | 'subscribeDevice' | 'listDevices';
  readonly input: Readonly<Record<string, unknown>>;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Of the connection, instead of one to the echo server. */
  readonly connection?: Readonly<Record<string, string>>;
  readonly answer?: (heard: Heard) => Said;
  /** Whoever the flow gave as a recipient may stand in the row about them. @default RECIPIENTS */
  readonly recipients?: readonly string[];
}

const ROW = {
  email: MARKS.address,
  customMessage: `${MARKS.ownText} {amount}`,
  parameters: { amount: MARKS.parameter },
};
const SEND = {
  channel: 'ivr',
  message: `${MARKS.text} {amount}`,
  recipients: [ROW, { email: MARKS.otherAddress, parameters: { amount: MARKS.parameter } }],
};
const DEVICE = { userId: MARKS.user, deviceId: MARKS.device, osType: 'iOS' };
const STATUS = { requests: 'ds-1' };
const PEM = `-----BEGIN PRIVATE KEY-----\n${MARKS.secret}\n-----END PRIVATE KEY-----`;
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.c2lnbmF0dXJlLW1hcmtlZA';

const sentence = (text: string): Said['body'] => ({ errors: [{ msg: `cannot use ${text}`, code: 4711 }] });

/** What a request held, as a platform can quote it; of other requests nothing. */
function held({ body, path }: Heard, ...texts: string[]): string[] {
  return texts.filter((text) => body.includes(JSON.stringify(text).slice(1, -1)) || path.includes(text));
}

/** Ways to quote, of which each answer uses one. */
const QUOTES: readonly (readonly [string, (heard: Heard) => unknown])[] = [
  ['the body', ({ body }) => sentence(body)],
  ['the body as text', ({ body }) => `bad request: ${body}`],
  ['the body, percent-encoded', ({ body }) => sentence(encodeURIComponent(body))],
  ['the body as JSON in JSON', ({ body }) => sentence(JSON.stringify(JSON.stringify(body)))],
  ['the message', (heard) => sentence(held(heard, MARKS.text, MARKS.address).join(' for '))],
  [
    'the message in HTML',
    (heard) =>
      sentence(
        held(heard, MARKS.text)
          .join('')
          .replaceAll(/\W/g, (one) => `&#${one.charCodeAt(0)};`),
      ),
  ],
  [
    'half the message in capitals',
    (heard) => sentence(held(heard, MARKS.text).join('').slice(7).toUpperCase()),
  ],
  [
    'a parameter and a recipient',
    (heard) => sentence(held(heard, MARKS.parameter, MARKS.otherAddress).join(' of ').toUpperCase()),
  ],
  ['the token', ({ token }) => sentence(token)],
  ['the token in pieces', ({ token }) => sentence(token.split('.').reverse().join(' . '))],
  [
    'the signature in lower case',
    ({ token }) => sentence(token.slice(token.lastIndexOf('.') + 1).toLowerCase()),
  ],
  ['the token as its code', ({ token }) => ({ errors: [{ msg: 'x', code: token }] })],
  ['a user and a device', (heard) => sentence(held(heard, MARKS.user, MARKS.device).join(' with '))],
];

const STATUSES = [302, 400, 401, 403, 404, 405, 412, 413, 418, 429, 500, 503];

/** Every row of the table of verdicts, each with one of the quotations; and 412 with all of them. */
const refusals: readonly Scenario[] = [
  ...STATUSES.map((status, at) => [status, QUOTES[at % QUOTES.length]!] as const),
  ...QUOTES.map((quote) => [412, quote] as const),
].flatMap(([status, [what, quote]]): Scenario[] => {
  const answer = (heard: Heard): Said => ({
    // A test of the connection has a patience of its own for the limit.
    status: status === 429 && heard.body === '' ? 404 : status,
    body: quote(heard),
    headers: status === 503 ? { 'retry-after': '1' } : {},
  });
  const options = { maxPauseMs: 0 };
  return [
    { name: `a send is answered ${status} with ${what}`, call: 'sendV2', input: SEND, options, answer },
    {
      name: `a device call is answered ${status} with ${what}`,
      call: 'subscribeDevice',
      input: DEVICE,
      options,
      answer,
    },
  ];
});

const otherAnswers: readonly Scenario[] = [
  {
    name: 'a status call is refused with the token',
    call: 'getStatus',
    input: STATUS,
    answer: ({ token }) => ({ status: 404, body: sentence(token) }),
  },
  {
    name: 'a list of devices is refused with the user',
    call: 'listDevices',
    input: { userId: MARKS.user },
    answer: ({ path }) => ({ status: 404, body: sentence(path) }),
  },
  {
    name: 'a device call is declined with the body',
    call: 'subscribeDevice',
    input: DEVICE,
    answer: ({ body, token }) => ({ status: 200, body: { success: false, message: `no: ${token} ${body}` } }),
  },
  {
    name: 'an answer cannot be read',
    call: 'sendV2',
    input: SEND,
    answer: ({ body, token }) => ({ status: 200, body: `${token} ${body}` }),
  },
  {
    name: 'a page of 200 kB is answered',
    call: 'sendV2',
    input: SEND,
    answer: ({ body }) => ({ status: 400, body: `${'x'.repeat(200_000)} ${body}` }),
  },
  {
    name: 'the words of a job are long',
    call: 'getStatus',
    input: STATUS,
    answer: ({ token }) => ({
      status: 200,
      body: {
        status: 'FAILURE',
        statusLogs: [
          { originalId: MARKS.address, status: 'FAILURE', comments: `${token} ${'x'.repeat(9_000)}` },
        ],
      },
    }),
  },
];

const PASTED_HOSTS = [
  `https://user:${MARKS.password}@platform.example.com`,
  `https://user:p@${MARKS.password}@platform.example.com/x`,
  `//user:${MARKS.password}@platform.example.com`,
  `user:${MARKS.password}@platform.example.com`,
  `https%3A%2F%2Fuser%3A${MARKS.password}%40platform.example.com`,
  `https:\\\\user:${MARKS.password}@platform.example.com`,
  `ftp://platform.example.com/?key=${MARKS.password}`,
  `http://platform.example.com/?key=${MARKS.password}`,
  `${MARKS.password} `.repeat(500),
  PEM,
  TOKEN,
];

const badOptions: readonly Scenario[] = [
  ...PASTED_HOSTS.map((host) => ({ name: `the host is ${host.slice(0, 70)}`, connection: { host } })),
  ...[PEM, TOKEN].flatMap((value) =>
    ['botId', 'clientId'].map((name) => ({
      name: `the ${name} is ${value.slice(0, 20)}…`,
      connection: { [name]: value },
    })),
  ),
  { name: 'the private key cannot be read', connection: { algorithm: 'RS256', privateKey: PEM } },
  { name: 'the algorithm is a secret', connection: { algorithm: MARKS.secret } },
  { name: 'nothing listens at the host', connection: { host: 'http://127.0.0.1:1' } },
].map((one) => ({ ...one, call: 'sendV2', input: SEND }));

const LONG = 'p'.repeat(100_000);
const badInputs: readonly Scenario[] = [
  ...Object.entries(MARKS).flatMap(([what, mark]): Scenario[] => [
    { name: `the channel is a ${what}`, call: 'sendV2', input: { ...SEND, channel: mark } },
    { name: `the type of the message is a ${what}`, call: 'sendV2', input: { ...SEND, messageType: mark } },
    {
      name: `the identity field is a ${what}`,
      call: 'sendV2',
      input: { ...SEND, identityField: mark, recipients: [{ name: 'x' }, { name: 'y' }] },
    },
    {
      name: `a recipient is a ${what}`,
      call: 'sendV2',
      input: { ...SEND, recipients: [`${mark} ${mark}`] },
      recipients: [mark],
    },
    {
      name: `a column is a ${what}`,
      call: 'sendV2',
      input: {
        ...SEND,
        recipients: [
          { [mark]: 'x', [MARKS.address]: 'y' },
          { [mark]: 'z', [MARKS.phone]: 'y' },
        ],
      },
    },
    {
      name: `the language is a ${what}`,
      call: 'listDevices',
      input: { userId: 'u' },
      options: { botLanguage: mark },
    },
    { name: `the version is a ${what}`, call: 'getStatus', input: { ...STATUS, api: mark } },
  ]),
  {
    name: 'a name is very long, in 60 rows',
    call: 'sendV2',
    input: {
      ...SEND,
      message: `{${LONG}}`,
      recipients: Array.from({ length: 60 }, (_, at) => `r${at}@example.com`),
    },
  },
  {
    name: 'a name of a parameter is an address',
    call: 'sendV2',
    input: {
      ...SEND,
      recipients: [{ email: 'a@example.com', parameters: { [MARKS.address]: {}, [LONG]: {} } }],
    },
  },
  {
    name: 'a template is broken',
    call: 'sendV2',
    input: { ...SEND, messageType: 'template', message: `{"t": "${MARKS.text}",}` },
  },
  { name: 'the message is a list', call: 'sendV2', input: { ...SEND, message: [MARKS.text] } },
  {
    name: 'a message is an object',
    call: 'sendV2',
    input: { ...SEND, recipients: [{ ...ROW, customMessage: { MARKS } }] },
  },
  {
    name: 'a device is none',
    call: 'subscribeDevice',
    input: { ...DEVICE, osType: '', deviceId: { [MARKS.device]: 1 } },
  },
];

/** All of them. */
export const SCENARIOS: readonly Scenario[] = [...refusals, ...otherAnswers, ...badOptions, ...badInputs];
