import type { Fields } from '../fields.ts';

interface ConfigNode {
  readonly id: string;
  readonly type: string;
}

/** A new node uses the only configuration node there is; of several the user chooses. */
export function selectOnlyConfig(node: object, fields: Fields): void {
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind !== 'node') continue;
    const found: string[] = [];
    RED.nodes.eachConfig((config) => {
      const { id, type } = config as unknown as ConfigNode;
      if (type === field.type) found.push(id);
      return true;
    });
    const [only] = found;
    if (found.length === 1 && only !== undefined && !(node as Record<string, unknown>)[name])
      Object.assign(node, { [name]: only });
  }
}
