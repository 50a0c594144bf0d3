/**
 * A number as the editor saves it, which is text; undefined if the field was left empty. What is not a number stays as it was
 * typed: the core refuses it, and quotes it.
 */
export function savedNumber(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? (value as number) : number;
}

/** Text as the editor saves it, without blanks around it; undefined if the field was left empty. */
export function savedText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** A check box, also when an environment variable filled it in. */
export function savedSwitch(value: unknown): boolean {
  return value === true || value === 'true';
}

/** Seconds as a person types them, in milliseconds. */
export function savedSeconds(value: unknown): number | undefined {
  const seconds = savedNumber(value);
  return typeof seconds === 'number' ? seconds * 1000 : seconds;
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The same object without the properties that are undefined, so that defaults apply to them. */
export function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}

/** The environment variable that Node-RED fills in for a value as it stands in a flow, `${NAME}` or `$(NAME)`. */
export function environmentReference(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [, braced, bracketed] = /^\$(?:\{(\S+)\}|\((\S+)\))$/.exec(value) ?? [];
  return braced ?? bracketed;
}
