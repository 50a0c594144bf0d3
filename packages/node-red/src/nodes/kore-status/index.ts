import type { StatusInput, StatusReport } from '@kore-notify/core';
import { statusFailureOf } from '@kore-notify/core';
import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import { answerCancelButton } from '../../cancel-route.ts';
import { settingsOf, valueNames } from '../../fields.ts';
import { flowErrorOf } from '../../flow-error.ts';
import type { RunEnd } from '../../run-node.ts';
import { failed, runNode } from '../../run-node.ts';
import { given } from '../../saved-values.ts';
import { FIELDS } from './fields.ts';
import { migrations } from './migrations.ts';

/** Jobs that a loop can wait for: not those of which Kore.ai refuses to tell, else it would never end. */
function runningIds({ pendingRequestIds, refusedRequestIds }: StatusReport): readonly string[] {
  const refused = new Set(refusedRequestIds);
  return pendingRequestIds.filter((id) => !refused.has(id));
}

function statusOf(report: StatusReport): NodeStatus {
  const { counts, jobs, end } = report;
  const { delivered, undelivered } = counts;
  if (jobs.length === 0) return { fill: 'grey', shape: 'dot', text: 'nothing to do' };
  if (end.kind === 'cancelled') return { fill: 'grey', shape: 'ring', text: 'cancelled' };
  const pending = runningIds(report).length;
  if (pending > 0) return { fill: 'yellow', shape: 'ring', text: `${pending} pending` };
  const untold = jobs.filter(({ isFinal }) => !isFinal).length;
  if (undelivered === 0 && untold === 0)
    return { fill: 'green', shape: 'dot', text: `${delivered} delivered` };
  const share = `${delivered}/${delivered + undelivered} delivered`;
  const text = untold === 0 ? share : `${share}, ${untold} unknown`;
  return delivered === 0 ? { fill: 'red', shape: 'ring', text } : { fill: 'yellow', shape: 'dot', text };
}

function endOf(report: StatusReport): RunEnd {
  const failure = statusFailureOf(report);
  // On the second output the report would go round a loop that waits again, and never end.
  if (failure) return failed(flowErrorOf(failure));
  const pendingRequestIds = runningIds(report);
  // On both outputs: in a loop the message still holds those of the round before.
  const out = { payload: report, pendingRequestIds };
  return {
    // What was cancelled is waited for no longer: on the second output a loop would wait again.
    payloads: pendingRequestIds.length === 0 || report.end.kind === 'cancelled' ? [out, null] : [null, out],
    status: statusOf(report),
    ...(report.end.kind === 'cancelled' && {
      warning: `Stopped before the end; pending: ${pendingRequestIds.join(', ')}`,
    }),
  };
}

export default function register(RED: NodeAPI): void {
  function koreStatus(this: Node, saved: NodeDef): void {
    RED.nodes.createNode(this, saved);
    runNode({
      RED,
      node: this,
      saved,
      migrations,
      kindOf: (config) => {
        const { wait, waitTimeoutMs: timeoutMs, firstIntervalMs, maxPauseMs } = settingsOf(FIELDS, config);
        const limit = given({ maxPauseMs });
        const patience = given({ timeoutMs, firstIntervalMs });
        return {
          fields: valueNames(FIELDS),
          run: async ({ client, fields: values, signal, onProgress }) => {
            // Of any type: the core checks what comes from a flow.
            const input = values as unknown as StatusInput;
            const report = wait
              ? await client.waitForStatus(input, { ...limit, ...patience, signal, onProgress })
              : await client.getStatus(input, { ...limit, signal, onProgress });
            return endOf(report);
          },
        };
      },
    });
  }

  answerCancelButton(RED);
  RED.nodes.registerType('kore-status', koreStatus);
}
