import type { SendInput, SendV2Input } from '../src/vocabulary/inputs.ts';
import type { SendOptions } from '../src/vocabulary/options.ts';
import type { Api } from '../src/vocabulary/outcomes.ts';
import { ProblemCollector } from '../src/vocabulary/problems.ts';
import { buildSendRequest } from '../src/wire/send.ts';
import { createDraft } from '../src/send/draft.ts';
import { BOT_ID } from './run-client.ts';

/** What a send would put on the wire, all of it at once, and what is wrong with it. */
export function previewSend(api: Api, input: SendInput | SendV2Input, options: SendOptions = {}) {
  const draft = createDraft(api, input, options);
  while (!draft.recipients.isComplete) draft.recipients.readChunk();
  draft.finish();
  const { problems, recipientProblems, warnings } = draft;
  const slices = problems.count > 0 ? [] : draft.split();
  const requests = slices.map((slice) => {
    const { method, path, body = '' } = buildSendRequest(api, BOT_ID, draft.buildBody(slice));
    return { method, path, recipientCount: slice.to - slice.from, body: JSON.parse(body) as unknown };
  });
  const found = new ProblemCollector().addAll(problems).addAll(recipientProblems);
  return {
    requests,
    identities: draft.recipients.identities,
    problems: found.list,
    problemCount: found.count,
    warnings: warnings.list,
  };
}
