import { buildStatusRequest } from '../../../shared-core/dist/wire/status.js';
import { matchLog } from '../../../shared-core/dist/status/match-log.js';
import { parseJson } from '../../../shared-core/dist/text/parse-json.js';
import type { Measure } from '../measure.ts';
import { emails } from '../sample-recipients.ts';
import { timeCalls } from '../time-calls.ts';

const identities = emails(1_000);
const indices = Uint32Array.from(identities.keys());
/** As the platform answers, one in ten undelivered. */
const answer = JSON.stringify({
  _id: 'ds-1',
  status: 'PARTIAL_SUCCESS',
  percentageComplete: 100,
  statusLogs: identities.map((originalId, index) => ({
    originalId,
    status: index % 10 === 0 ? 'FAILURE' : 'SUCCESS',
    comments: index % 10 === 0 ? 'User not found' : 'Message sent',
  })),
});
const { read } = buildStatusRequest('v2', 'st-1', 'ds-1');

function readAndMatch(): number {
  const status = read(parseJson(answer));
  const told = matchLog(status?.log ?? [], {
    indices,
    identityOf: (index) => identities[index] ?? '',
    canonical: (identity) => identity.toLowerCase(),
  });
  if (told.length !== identities.length) throw new Error(`Only ${told.length} were matched.`);
  return told.length;
}

export const measure: Measure = {
  name: 'read-status',
  title: 'Core: read a status answer of 1,000 log entries and match them',
  ours: { title: 'core', run: async () => ({ ms: await timeCalls(readAndMatch) }) },
  peer: { title: 'JSON.parse of it', run: async () => ({ ms: await timeCalls(() => parseJson(answer)) }) },
  comparisons: [{ figure: 'ms', unit: 'ms', value: 'ours / peer', floor: { atMost: 3 } }],
};
