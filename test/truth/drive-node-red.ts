import assert from 'node:assert/strict';
import { notReachedIndices, type SendReport } from '@kore-notify/core';
import { appOf, flowAround, helper, logText, pause, startFlow } from '../../packages/node-red/test/flow.ts';
import { messageOf, recipientsOf } from './model.ts';
import { FIRST_LOOK_MS, type Script, WAIT_MS } from './script.ts';
import type { Ended, Staged } from './stage.ts';

/** What a flow gets in the time after a report: `done`, and what it starts. */
const SETTLING_MS = 8;
const PATIENCE_MS = 30_000;

interface Caught {
  readonly error: { readonly code?: string; readonly message: string };
}

/** Drives the built nodes in Node-RED's own runtime; a cancel is a deploy of the changed node. */
export async function driveNodeRed(staged: Staged): Promise<Ended> {
  const { script, simulator, host, settings } = staged;
  const credentials = { app: { clientSecret: simulator.app.clientSecret } };
  const { requestTimeoutMs, ...numbers } = settings;
  const app = appOf(simulator as Parameters<typeof appOf>[0], {
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, textOf(value)])),
    requestTimeoutSeconds: String(requestTimeoutMs / 1000),
    host,
  });
  // With a place on the canvas they are no configuration nodes, which are deployed in another way.
  const nodes = flowAround(nodeOf(script), app).map((node) =>
    node.id === 'tab' || node.id === 'app' ? node : { ...node, x: 100, y: 100 },
  );
  const given = recipientsOf(script);
  let deploying: Promise<unknown> | undefined;
  let isUnloading = false;
  try {
    const flow = await startFlow(nodes, credentials);
    flow.give({ payload: given });
    staged.onCancel(() => {
      // The next script's flow must not be deployed over.
      if (isUnloading) return;
      const changed = nodes.map((node) => (node.id === 'node' ? { ...node, name: 'changed' } : node));
      deploying = helper.setFlows(changed, 'nodes', credentials);
    });
    const deadline = Date.now() + PATIENCE_MS;
    while (!flow.seen.some(({ from }) => from === 'out1' || from === 'caught')) {
      if (Date.now() > deadline) throw new Error('The node sent neither a report nor an error.');
      await pause(1);
    }
    await pause(SETTLING_MS);
    isUnloading = true;
    await deploying;

    const messagesAt = (collector: string) =>
      flow.seen.filter(({ from }) => from === collector).map(({ msg }) => msg);
    const [first, ...others] = messagesAt('out1');
    assert.equal(others.length, 0, 'two reports');
    // A node that was closed hears of no Complete or Catch any more.
    if (deploying === undefined)
      assert.equal(messagesAt('completed').length + messagesAt('caught').length, 1, 'done, but not once');
    const caught = messagesAt('caught')[0] as Caught | undefined;
    const report = first?.payload as SendReport | undefined;
    const rest = messagesAt('out2').map(({ payload }) => payload);
    if (report !== undefined) checkRest(report, given, rest);
    return {
      ...(report === undefined ? {} : { rows: withoutRows(report).recipients }),
      ...(caught === undefined ? {} : { error: caught.error.code ?? caught.error.message }),
      shown: [
        JSON.stringify(report && withoutRows(report)),
        caught?.error.message ?? '',
        JSON.stringify(caught?.error),
        JSON.stringify(flow.statuses),
        logText(),
      ].join('\n'),
    };
  } finally {
    isUnloading = true;
    await helper.unload();
  }
}

/** A report gives each row back to whoever gave it: that is no news. Everything else is looked at. */
function withoutRows(report: SendReport): SendReport {
  return { ...report, recipients: report.recipients.map((one) => ({ ...one, row: undefined })) };
}

/** Those not reached leave the second output as they were given, texts without the blanks around, and nobody else does. */
function checkRest(report: SendReport, given: readonly unknown[], rest: readonly unknown[]): void {
  const tidy = (one: unknown): unknown => (typeof one === 'string' ? one.trim() : one);
  const notReached =
    report.end.kind === 'cancelled' ? [] : notReachedIndices(report).map((index) => tidy(given[index]));
  assert.deepEqual(rest, notReached.length === 0 ? [] : [notReached], 'at the second output');
}

function nodeOf(script: Script): object {
  return {
    type: script.api === 'v1' ? 'kore-send' : 'kore-send-v2',
    channel: script.channel,
    channelSource: 'choice',
    message: messageOf(script),
    recipients: 'payload',
    recipientsSource: 'msg',
    recipientsPerRequest: String(script.recipientsPerRequest),
    onBadRecipient: script.onBadRecipient,
    onUnknown: script.onUnknown,
    wait: script.waits,
    firstIntervalSeconds: String(FIRST_LOOK_MS / 1000),
    waitTimeoutSeconds: String(WAIT_MS / 1000),
    ...(script.maxPauseMs === undefined ? {} : { maxPauseSeconds: String(script.maxPauseMs / 1000) }),
    ...(script.paceShare === undefined ? {} : { paceShare: String(script.paceShare) }),
  };
}

/** As the editor saves it. */
function textOf(value: number | boolean): string | boolean {
  return typeof value === 'number' ? String(value) : value;
}
