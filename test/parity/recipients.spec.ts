import assert from 'node:assert/strict';
import { helper } from '../../packages/node-red/test/flow.ts';
import { type CallName, type Case } from '../cases/case.ts';
import { CASES, isPlain } from '../recipients/read-case.ts';
import { type HostTranscript, runOnHost } from './case-on-a-host.ts';
import { runInCore } from './run-in-core.ts';
import { runInN8n } from './run-in-n8n.ts';
import { runInNodeRed } from './run-in-node-red.ts';

const SENDS: ReadonlySet<CallName> = new Set(['send', 'sendV2']);

/** What reaches the platform, and what the sender is told. The words of the problems are the core's own. */
function endOf({ wire, processed, error, outcomes }: HostTranscript): unknown {
  return JSON.parse(
    JSON.stringify({ wire, processed, error, outcomes: error === undefined ? outcomes : [] }),
  );
}

describe('Lists as people paste them come to the same in the core, Node-RED and n8n', function () {
  this.timeout(180_000);
  before(() => helper.startServer());
  after(() => helper.stopServer());

  // What JSON cannot hold no workflow of n8n can; answers of a platform are for the tests of the core.
  for (const { id, title, call, input, options, platform } of CASES)
    if (SENDS.has(call) && platform === undefined && isPlain(input))
      it(`${id}: ${title}`, async () => {
        const one: Case = {
          title,
          call,
          input,
          expected: { wire: [] },
          ...(options === undefined ? {} : { options }),
        };
        const core = await runOnHost(one, runInCore);
        const known: Case = {
          ...one,
          expected: { wire: [], ...(core.error === 'invalid_input' ? { error: core.error } : {}) },
        };
        assert.deepEqual(endOf(await runOnHost(known, runInNodeRed)), endOf(core), 'Node-RED');
        assert.deepEqual(endOf(await runOnHost(known, runInN8n)), endOf(core), 'n8n');
      });
});
