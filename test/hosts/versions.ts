/** The Nodes that the hosts run on here, from the registry: what each host asks for, and what its users have. */
export const NODES = { 20: '20.20.2', 22: '22.22.0', 24: '24.15.0' } as const;

export type NodeMajor = keyof typeof NODES;

/** Oldest first: the oldest supported, the last of each line, and the newest. */
export const NODE_REDS: readonly { readonly version: string; readonly node: NodeMajor }[] = [
  { version: '4.0.0', node: 20 },
  { version: '4.0.9', node: 20 },
  { version: '4.1.15', node: 20 },
  { version: '4.1.15', node: 22 },
  // renovate: datasource=npm depName=node-red
  { version: '5.0.7', node: 22 },
  // renovate: datasource=npm depName=node-red
  { version: '5.0.7', node: 24 },
];

/** Engines with rules of their own for what moves to the error output: the oldest supported, the last 1.x, 2.0, one after, the newest. */
export const N8N_ENGINES: readonly { readonly core: string; readonly node: NodeMajor }[] = [
  { core: '1.100.0', node: 20 },
  { core: '1.122.48', node: 20 },
  { core: '2.0.2', node: 20 },
  { core: '2.20.6', node: 22 },
  // renovate: datasource=npm depName=n8n-core
  { core: '2.41.1', node: 24 },
];
