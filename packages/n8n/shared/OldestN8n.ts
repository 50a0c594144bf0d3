import type { IExecuteFunctions, INodeProperties, NodeConnectionType } from 'n8n-workflow';
import * as workflow from 'n8n-workflow';

/** Of an n8n that lacks the names of connections; it can load the nodes nevertheless, and say what is missing. */
const isTooOld = !('NodeConnectionTypes' in workflow);

const WORDS = 'Kore Notify needs n8n 1.100 or newer. Update n8n, then try again.';

/** How the nodes are connected. */
export const MAIN: NodeConnectionType = isTooOld ? 'main' : workflow.NodeConnectionTypes.Main;

/** Shown first in every node of an n8n that is too old. */
export const oldNotice: INodeProperties[] = isTooOld
  ? [{ displayName: WORDS, name: 'tooOldNotice', type: 'notice', default: '' }]
  : [];

/** @throws NodeOperationError if n8n is too old */
export function assertN8n(context: IExecuteFunctions): void {
  if (isTooOld) throw new workflow.NodeOperationError(context.getNode(), WORDS);
}
