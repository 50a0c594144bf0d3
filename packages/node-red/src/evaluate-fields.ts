import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import type { SavedConfig } from './config-version.ts';
import { LABELS } from './words.ts';

/** Values of a node's fields for one message; a field left empty is absent. */
export type FieldValues = Readonly<Record<string, unknown>>;

/** Where the fields of a node get their values for one message. */
export interface FieldContext {
  readonly RED: NodeAPI;
  readonly node: Node;
  readonly config: SavedConfig;
  readonly msg: NodeMessageInFlow;
}

/** A value can be text that no log may hold, so only the kind of failure is told. */
function describeFailure(source: string, error: unknown): string {
  if (source === 'json') return 'It is not valid JSON.';
  if (source !== 'jsonata') return `Its ${source} value cannot be read.`;
  const { code, position } = error as { readonly code?: unknown; readonly position?: unknown };
  const where = typeof position === 'number' ? ` at position ${position}` : '';
  return `Its JSONata expression failed${where}${typeof code === 'string' ? ` (${code})` : ''}.`;
}

/** A path through something that is not there has no value, like the end of any other path. */
function evaluateMessageProperty(RED: NodeAPI, msg: NodeMessageInFlow, path: string): unknown {
  try {
    return RED.util.getMessageProperty(msg, path) as unknown;
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Only what may take its time gives a promise: a flow may let go of thousands of messages together. */
function evaluateField({ RED, node, msg }: FieldContext, source: string, text: string): unknown {
  if (source === 'choice' || source === 'str') return text;
  if (source === 'msg') return evaluateMessageProperty(RED, msg, text);
  return new Promise((resolve, reject) => {
    RED.util.evaluateNodeProperty(text, source, node, msg, (error: Error | null, value: unknown) => {
      if (error) reject(error);
      else resolve(value);
    });
  });
}

/**
 * Reads the fields of a node for one message. Field `x` is saved as `x` (what was typed) and `xSource` (where the
 * value comes from: choice, str, json, msg, flow, global, env or jsonata).
 *
 * @throws Error naming the field that cannot be read
 */
export async function evaluateFields(context: FieldContext, names: readonly string[]): Promise<FieldValues> {
  const values: Record<string, unknown> = {};
  for (const name of names) {
    const typed = context.config[name];
    const text = typeof typed === 'string' ? typed : '';
    if (text === '') continue;
    const saved = context.config[`${name}Source`];
    const source = typeof saved === 'string' ? saved : 'str';
    try {
      const found = evaluateField(context, source, text);
      const value: unknown = found instanceof Promise ? await found : found;
      if (value !== undefined && value !== null && value !== '') values[name] = value;
    } catch (error) {
      // eslint-disable-next-line preserve-caught-error -- its text can quote the value, and Node-RED hands a cause on
      throw new Error(
        `${LABELS[name] ?? name} cannot be read. ${describeFailure(source, error)} Correct it in the node's dialog.`,
      );
    }
  }
  return values;
}
