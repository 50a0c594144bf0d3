import type { Node } from 'node-red';

/** The wires of a node as it runs: by output, ids of the nodes that they lead to. Also those that leave a subflow. */
interface Wired {
  readonly wires?: readonly (readonly string[] | undefined)[];
}

/** Whether something is connected to an output of a node, counted from 0, at this moment. */
export function isWired(node: Node, output: number): boolean {
  const { wires = [] } = node as Wired;
  return (wires[output]?.length ?? 0) > 0;
}
