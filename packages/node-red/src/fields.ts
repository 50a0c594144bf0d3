import type { DEFAULTS } from '@kore-notify/core';
import type { SavedConfig } from './config-version.ts';
import { savedNumber, savedSeconds, savedSwitch, savedText } from './saved-values.ts';

/** Where a value comes from: typed in the dialog, or from the flow for each message. By Node-RED's own names. */
export type Source = 'choice' | 'str' | 'json' | (typeof FROM_FLOW)[number];

/** Sources of a value that can differ from message to message. */
export const FROM_FLOW = ['msg', 'flow', 'global', 'env', 'jsonata'] as const;

/** A number of the core, by its name in `DEFAULTS`: the core stays out of the browser, so the runtime tells the editor. */
export type CoreFigure = {
  [Name in keyof typeof DEFAULTS]: (typeof DEFAULTS)[Name] extends number ? Name : never;
}[keyof typeof DEFAULTS];

/** The numbers of the core that are known. */
export type Figures = Readonly<Partial<Record<CoreFigure, number>>>;

/** A value that is read anew for each message. It is saved as `x`, and its source as `xSource`. */
export interface ValueField {
  readonly kind: 'value';
  /** What a new node has. */
  readonly value: string;
  /** What can be chosen; a new node has the first. */
  readonly sources: readonly Source[];
  readonly isRequired?: boolean;
  /** What the source `choice` offers. */
  readonly choices?: {
    /** Where the locale has the words for them. */
    readonly words: string;
    /** Without them the runtime tells the editor what there is. */
    readonly values?: readonly string[];
  };
  /** The dialog has a large field for it. */
  readonly isLarge?: true;
}

/** A number that may be left empty. It is saved as text. */
export interface NumberField {
  /** `duration`: in seconds, of which the core has milliseconds. */
  readonly kind: 'number' | 'duration';
  /** What counts if it is left empty. */
  readonly default: CoreFigure;
  /** The least; or what it must be above. */
  readonly min?: number | CoreFigure;
  readonly above?: number;
  readonly max?: number | CoreFigure;
  readonly isWhole?: true;
}

/** A check box. */
export interface SwitchField {
  readonly kind: 'switch';
  readonly value: boolean;
}

/** A text, or one of a list. */
export interface TextField {
  readonly kind: 'text';
  readonly value: string;
  readonly isRequired?: true;
}

/** A configuration node. */
export interface NodeField {
  readonly kind: 'node';
  readonly type: string;
  readonly isRequired: boolean;
}

/** One option of a node. */
export type Field = ValueField | NumberField | SwitchField | TextField | NodeField;

/** All options of a node, by the name that they are saved under. */
export type Fields = Readonly<Record<string, Field>>;

/** The options that are the same for every message, read as what they are; one that was left empty is undefined. */
export type Settings<F extends Fields> = {
  readonly [
    Name in keyof F as F[Name] extends ValueField | NodeField ? never : SettingName<Name, F[Name]>
  ]: F[Name] extends SwitchField
    ? boolean
    : F[Name] extends NumberField
      ? number | undefined
      : string | undefined;
};

/** `maxPauseSeconds` is `maxPauseMs` once it is read. */
type SettingName<Name, F extends Field> = F extends { readonly kind: 'duration' }
  ? Name extends `${infer Start}Seconds`
    ? `${Start}Ms`
    : never
  : Name;

/** The names of those that are read for each message. */
export function valueNames(fields: Fields): readonly string[] {
  return Object.keys(fields).filter((name) => fields[name]?.kind === 'value');
}

/** Reads what is the same for every message. */
export function settingsOf<F extends Fields>(fields: F, config: SavedConfig): Settings<F> {
  const settings: Record<string, unknown> = {};
  for (const [name, { kind }] of Object.entries(fields)) {
    const saved = config[name];
    if (kind === 'switch') settings[name] = savedSwitch(saved);
    else if (kind === 'number') settings[name] = savedNumber(saved);
    else if (kind === 'duration') settings[name.replace(/Seconds$/, 'Ms')] = savedSeconds(saved);
    else if (kind === 'text') settings[name] = savedText(saved);
  }
  return settings as Settings<F>;
}

/** A number of the core in the unit of the field; undefined if it is not known. */
export function figureOf(
  { kind }: NumberField,
  figure: number | CoreFigure | undefined,
  figures: Figures,
): number | undefined {
  if (typeof figure !== 'string') return figure;
  const value = figures[figure];
  return value !== undefined && kind === 'duration' ? value / 1000 : value;
}

/** Whether the core takes this number, so far as it can be told without the other options. */
export function isInRange(field: NumberField, value: number, figures: Figures): boolean {
  const { min, above, max, isWhole } = field;
  return (
    !Number.isNaN(value) &&
    (isWhole !== true || Number.isInteger(value)) &&
    value >= (figureOf(field, min, figures) ?? -Infinity) &&
    (above === undefined || value > above) &&
    value <= (figureOf(field, max, figures) ?? Infinity)
  );
}
