import { createDraft } from '../../../shared-core/dist/send/draft.js';
import type { Measure } from '../measure.ts';
import { people, TEMPLATE } from '../sample-recipients.ts';
import { timeCalls } from '../time-calls.ts';

const input = {
  channel: 'msteams',
  messageType: 'template',
  message: TEMPLATE,
  recipients: people(1_000),
} as const;

function build(): string {
  const draft = createDraft('v2', input, {});
  while (!draft.recipients.isComplete) draft.recipients.readChunk();
  if (draft.problems.count + draft.recipientProblems.count > 0)
    throw new Error('The input is not fit to be sent.');
  return draft
    .split()
    .map((slice) => draft.buildBody(slice))
    .join('');
}

export const measure: Measure = {
  name: 'build-request',
  title: 'Core: validate, normalise and build a request of 1,000 V2 identities with parameters',
  ours: { title: 'core', run: async () => ({ ms: await timeCalls(build) }) },
  peer: {
    title: 'JSON.stringify of the finished body',
    run: async () => {
      const body: unknown = JSON.parse(build());
      return { ms: await timeCalls(() => JSON.stringify(body)) };
    },
  },
  comparisons: [{ figure: 'ms', unit: 'ms', value: 'ours / peer', floor: { atMost: 6 } }],
};
