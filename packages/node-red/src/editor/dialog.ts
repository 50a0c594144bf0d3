import type { EditorNodeDef, EditorNodeProperties, EditorNodePropertiesDef } from 'node-red';
import { currentVersion, type Migration, type SavedConfig } from '../config-version.ts';
import type { Field, Fields, NumberField } from '../fields.ts';
import { savedText } from '../saved-values.ts';
import { tieFieldLabels } from './labels.ts';
import { isBrokenJson } from './message-json.ts';
import { faultOfNumber, showDefaults } from './number-fields.ts';
import { selectOnlyConfig } from './only-app.ts';
import { type Choices, prepareValueFields } from './typed-fields.ts';
import { saveVersion, showUpgraded } from './upgrade.ts';
import type { Words } from './words.ts';

/** What every node saves besides its own fields. */
export interface SavedProps extends EditorNodeProperties {
  configVersion: number;
}

/** What sets the dialog of one kind of node apart from the others. */
export interface DialogKind {
  readonly type: string;
  readonly fields: Fields;
  readonly migrations: readonly Migration[];
  /** The setting in which the runtime says what can be chosen, if it does. */
  readonly choicesSetting?: string;
  /** Prepares what is special, before the fields become typed inputs. Gets what the dialog shows. */
  readonly prepare?: (config: SavedConfig, words: Words) => void;
  /** Prepares what listens to them, after that. */
  readonly finish?: (words: Words, node: object) => void;
  readonly save?: () => void;
  readonly cancel?: () => void;
}

/** The part of a node's definition that is the same for all of them. */
export function dialogOf({
  type,
  fields,
  migrations,
  choicesSetting,
  prepare,
  finish,
  save,
  cancel,
}: DialogKind): Pick<
  EditorNodeDef<SavedProps>,
  | 'defaults'
  | 'paletteLabel'
  | 'label'
  | 'labelStyle'
  | 'onadd'
  | 'oneditprepare'
  | 'oneditsave'
  | 'oneditcancel'
> {
  return {
    defaults: defaultsOf(fields, migrations),
    paletteLabel: function () {
      return this._(`${type}.paletteLabel`);
    },
    label: function () {
      return savedText(this.name) ?? this._(`${type}.nodeLabel`);
    },
    labelStyle: function () {
      return this.name ? 'node_label_italic' : '';
    },
    onadd: function () {
      selectOnlyConfig(this, fields);
    },
    oneditprepare: function () {
      const words = (key: string): string => this._(key);
      const config = showUpgraded(this, savedNames(fields), migrations);
      prepare?.(config, words);
      const settings = RED.settings as unknown as Readonly<Record<string, Choices | undefined>>;
      prepareValueFields(fields, settings[choicesSetting ?? ''] ?? {}, words);
      showDefaults(fields, 'node-input');
      tieFieldLabels(fields);
      finish?.(words, this);
    },
    oneditsave: function () {
      save?.();
      saveVersion(this, migrations);
    },
    oneditcancel: function () {
      cancel?.();
    },
  };
}

/** Everything that these fields save. */
export function savedNames(fields: Fields): readonly string[] {
  return Object.entries(fields).flatMap(([name, { kind }]) =>
    kind === 'value' ? [name, `${name}Source`] : [name],
  );
}

/** What Node-RED wants to know of the fields: what a new node has, and what is valid. */
export function defaultsOf<Props extends SavedProps>(
  fields: Fields,
  migrations: readonly Migration[],
): EditorNodePropertiesDef<Props> {
  const own = Object.entries(fields).map(([name, field]) => defaultOf(name, field));
  const version = { configVersion: { value: currentVersion(migrations) } };
  return Object.assign({}, ...own, version) as EditorNodePropertiesDef<Props>;
}

/** Says what is wrong with a number where Node-RED can show it, as a tooltip; an older one gets `false`. */
function validatorOf(field: NumberField): EditorNodeValidator {
  return function (value, options?) {
    const fault = faultOfNumber(field, value, (key, figures) => this._(key, figures));
    return fault === undefined || (options === undefined ? false : fault);
  };
}

/** Also of a node that was imported, whose dialog nobody opened. */
function messageValidatorOf(typed: EditorNodeValidator): EditorNodeValidator {
  return function (value, options?) {
    if (isBrokenJson(this)) return options === undefined ? false : this._('shared.invalid.json');
    return typed.call(this, value, options);
  };
}

type EditorNodeValidator = (
  this: { _(key: string, figures?: object): string },
  value: unknown,
  options?: object,
) => boolean | string;

function defaultOf(name: string, field: Field): Readonly<Record<string, object>> {
  switch (field.kind) {
    case 'value': {
      const { value, sources, isRequired } = field;
      const typed = RED.validators.typedInput(`${name}Source`);
      const validate = field.isLarge ? messageValidatorOf(typed as EditorNodeValidator) : typed;
      return {
        [name]: { value, validate, ...(isRequired && { required: true }) },
        [`${name}Source`]: { value: sources[0] },
      };
    }
    case 'number':
    case 'duration':
      return { [name]: { value: '', validate: validatorOf(field) } };
    case 'text':
      return { [name]: { value: field.value, ...(field.isRequired && { required: true }) } };
    case 'switch':
      return { [name]: { value: field.value } };
    case 'node':
      return { [name]: { type: field.type, value: '', required: field.isRequired } };
  }
}
