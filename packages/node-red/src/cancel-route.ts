import type { Node, NodeAPI } from 'node-red';
import { CANCEL_PATH } from './cancel-call.ts';
import { refuseForeignCall } from './nodes/kore-app/refuse-foreign-call.ts';
import { cancelRunsOf } from './run-node.ts';

/** Node-REDs that answer already: each type of node asks for it, and one answer is enough. */
const answering = new WeakSet<object>();

/** Lets the button on a node end its runs. It takes the right to deploy, which ends them too. */
export function answerCancelButton(RED: NodeAPI): void {
  if (answering.has(RED.httpAdmin)) return;
  answering.add(RED.httpAdmin);
  RED.httpAdmin.post(`/${CANCEL_PATH}/:id`, RED.auth.needsPermission('flows.write'), (request, response) => {
    const refusal = refuseForeignCall(request.headers);
    // getNode answers null for a node that does not run, whatever its type says.
    const node = RED.nodes.getNode(String(request.params['id'])) as Node | null;
    if (refusal) response.status(refusal.status).json({ message: refusal.message });
    else if (node !== null && cancelRunsOf(node)) response.json({});
    else response.status(404).json({ message: 'There is no such node that runs.' });
  });
}
