import { savedText } from '../../saved-values.ts';

/** Where the Test button of the dialog calls, below Node-RED's admin root. */
export const TEST_PATH = 'kore-app/test';

/** A header of that call which no form, link, beacon or simple request of a page can carry. */
export const TEST_HEADER = { name: 'x-kore-notify', value: 'test' } as const;

/** What the editor shows for a credential that is stored: it is never sent back to the browser. */
export const STORED = '__PWRD__';

/** The credentials of a `kore-app`. */
export const SECRETS = ['clientSecret', 'privateKey'] as const;

/** Fields of the dialog that a test needs, as text. The credentials travel only to Node-RED, which holds them anyway. */
export const FIELDS = [
  'host',
  'botId',
  'clientId',
  'clientSecret',
  'privateKey',
  'algorithm',
  'tokenLifetimeSeconds',
  'subject',
  'maxPerMinute',
  'maxPerHour',
  'maxInFlight',
  'maxAttempts',
  'requestTimeoutSeconds',
  'tls',
  'proxy',
  'timeScale',
] as const;

/** Its check boxes. */
export const SWITCHES = ['useJti', 'allowHttp'] as const;

/** What the dialog shows. */
export interface TestResult {
  readonly ok: boolean;
  readonly message: string;
}

/** What is typed in the dialog. */
export interface TypedApp {
  /** Of the `kore-app`, deployed or not. */
  readonly id: string;
  readonly texts: Readonly<Record<(typeof FIELDS)[number], string>>;
  readonly switches: Readonly<Record<(typeof SWITCHES)[number], boolean>>;
}

function textOf(given: object, name: string): string {
  const value: unknown = Object.hasOwn(given, name) ? (given as Record<string, unknown>)[name] : '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Error(`The value of ${name} is not text. Enter it in the dialog again.`);
}

/** Reads the body of a call: only the fields of the dialog, and each only as what the dialog sends. @throws Error naming a field that is something else */
export function readTypedApp(body: unknown): TypedApp {
  const given = typeof body === 'object' && body !== null ? body : {};
  const texts = Object.fromEntries(FIELDS.map((name) => [name, textOf(given, name)]));
  const switches = Object.fromEntries(
    SWITCHES.map((name) => [
      name,
      Object.hasOwn(given, name) && (given as Record<string, unknown>)[name] === true,
    ]),
  );
  return { id: savedText(textOf(given, 'id')) ?? '', texts, switches } as TypedApp;
}
