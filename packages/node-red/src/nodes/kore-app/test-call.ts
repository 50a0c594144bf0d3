import type { SwitchField } from '../../fields.ts';
import { savedText } from '../../saved-values.ts';
import { FIELDS, SECRETS } from './fields.ts';

/** Where the Test button of the dialog calls, below Node-RED's admin root. */
export const TEST_PATH = 'kore-app/test';

/** A header of that call which no form, link, beacon or simple request of a page can carry. */
export const TEST_HEADER = { name: 'x-kore-notify', value: 'test' } as const;

/** What the editor shows for a credential that is stored: it is never sent back to the browser. */
export const STORED = '__PWRD__';

/** Every field of a kore-app but its name is one that a test may fail for. */
type Tested = Exclude<keyof typeof FIELDS, 'name'>;
type Switch = {
  [Name in Tested]: (typeof FIELDS)[Name] extends SwitchField ? Name : never;
}[Tested];

const tested = (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).filter(
  (name): name is Tested => name !== 'name',
);
const isSwitch = (name: Tested): name is Switch => FIELDS[name].kind === 'switch';

/** Fields of the dialog that a test needs, as text. The credentials travel only to Node-RED, which holds them anyway. */
export const TEXTS = [
  ...tested.filter((name): name is Exclude<Tested, Switch> => !isSwitch(name)),
  ...SECRETS,
] as const;

/** Its check boxes. */
export const SWITCHES = tested.filter(isSwitch);

/** What the dialog shows. */
export interface TestResult {
  readonly ok: boolean;
  readonly message: string;
}

/** What is typed in the dialog. */
export interface TypedApp {
  /** Of the `kore-app`, deployed or not. */
  readonly id: string;
  readonly texts: Readonly<Record<(typeof TEXTS)[number], string>>;
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
  const texts = Object.fromEntries(TEXTS.map((name) => [name, textOf(given, name)]));
  const switches = Object.fromEntries(
    SWITCHES.map((name) => [
      name,
      Object.hasOwn(given, name) && (given as Record<string, unknown>)[name] === true,
    ]),
  );
  return { id: savedText(textOf(given, 'id')) ?? '', texts, switches } as TypedApp;
}
