import {
  type Api,
  createClient,
  type Ports,
  recipientsAt,
  type SendInput,
  type SendOptions,
  type SendV2Input,
} from '@kore-notify/core';
import { SystemClock } from '@kore-notify/core/node';
import type { NodeAPI } from 'node-red';
import { inWordsOfNodeRed } from './words.ts';
import { refuseForeignCall } from './nodes/kore-app/refuse-foreign-call.ts';
import { type Preview, previewPath, type PreviewRequest } from './preview-call.ts';

/** Names of the fields of the last rows that a node was given, by its id: names only, and only in memory. */
const lastFields = new Map<string, readonly string[]>();

/** Remembers the names of the fields of a list, for the dialog. */
export function rememberFields(nodeId: string, recipients: unknown): void {
  try {
    const [first] = Array.isArray(recipients) ? (recipients as unknown[]) : [];
    const names = fieldsOf(first);
    if (names.length > 0) lastFields.set(nodeId, names);
  } catch {
    // A proxy whose traps throw: the send says so.
  }
}

/** The node is gone. */
export function forgetFields(nodeId: string): void {
  lastFields.delete(nodeId);
}

function fieldsOf(row: unknown): readonly string[] {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return [];
  return Object.keys(row)
    .filter((name) => name.length <= MAX_NAME && !/[{}@\n]/.test(name))
    .slice(0, MAX_NAMES);
}

const MAX_NAMES = 50;
const MAX_NAME = 60;
const MAX_TEXT = 4_000;
const MAX_PROBLEMS = 3;

/** Nothing is sent, nor signed. */
const NO_PORTS: Ports = {
  clock: new SystemClock(),
  http: { send: () => Promise.resolve({ kind: 'not-sent', reason: 'This is a preview.' }) },
  signer: { sign: () => '' },
};
const client = createClient(NO_PORTS, {
  host: 'platform.kore.ai',
  botId: 'st-preview',
  clientId: 'cs-preview',
});

/** Answers the dialog of a send node. Whoever may deploy flows may ask. */
export function registerPreview(
  RED: NodeAPI,
  { type, api }: { readonly type: string; readonly api: Api },
): void {
  const mayWrite = RED.auth.needsPermission('flows.write');
  RED.httpAdmin.post(`/${previewPath(type)}`, mayWrite, (request, response) => {
    const refusal = refuseForeignCall(request.headers);
    if (refusal) response.status(refusal.status).json({ fields: [], problems: [refusal.message] });
    else void previewOf(api, readRequest(request.body)).then((preview) => response.json(preview));
  });
}

/** Only what the dialog sends, and each only as what it sends. */
function readRequest(body: unknown): PreviewRequest {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = (name: keyof PreviewRequest): string => (typeof given[name] === 'string' ? given[name] : '');
  return {
    nodeId: text('nodeId'),
    sample: text('sample'),
    channel: text('channel'),
    identityKey: text('identityKey'),
    messageType: text('messageType'),
    message: text('message'),
    isJson: given['isJson'] === true,
    identityField: text('identityField'),
    fillEach: given['fillEach'] === true,
    rowsArePlainData: given['rowsArePlainData'] === true,
  };
}

async function previewOf(api: Api, typed: PreviewRequest): Promise<Preview> {
  const { nodeId, sample, identityField } = typed;
  const messageProblem = await problemOfMessage(api, typed);
  const ofMessage = messageProblem === undefined ? {} : { messageProblem };
  if (sample.trim() === '') return { fields: lastFields.get(nodeId) ?? [], ...ofMessage, problems: [] };
  const [row] = recipientsAt(sample, [0], identityField === '' ? undefined : identityField);
  const plan = await planOf(api, typed, row ?? sample);
  const [first] = plan.preview(1);
  const problems = [...plan.problems, ...plan.warnings]
    .slice(0, MAX_PROBLEMS)
    .map(({ path, message, remedy }) => inWordsOfNodeRed(`${path}: ${message} ${remedy}`));
  const shown = plan.problems.length === 0 ? first : undefined;
  return {
    fields: fieldsOf(row),
    ...ofMessage,
    ...(shown === undefined ? {} : { identity: shown.identity, text: shown.text.slice(0, MAX_TEXT) }),
    problems,
  };
}

function planOf(
  api: Api,
  typed: PreviewRequest,
  row: unknown,
): Promise<Awaited<ReturnType<typeof client.plan>>> {
  const { fillEach, rowsArePlainData } = typed;
  const options: SendOptions = { fillEach, rowsArePlainData };
  const input = inputOf(typed, row) as SendInput & SendV2Input;
  return api === 'v1' ? client.plan(api, input, options) : client.plan(api, input, options);
}

/** What the core says of the message alone. The address fits some channels only, and what is wrong with it is left out. */
async function problemOfMessage(api: Api, typed: PreviewRequest): Promise<string | undefined> {
  if (typed.message.trim() === '') return undefined;
  if (typed.isJson && parsed(typed.message) === typed.message) return 'It is not valid JSON.';
  const { problems } = await planOf(api, typed, 'nobody@example.com');
  const found = problems.find(({ path }) => /^message\b/.test(path));
  return found && inWordsOfNodeRed(`${found.message} ${found.remedy}`);
}

function inputOf(typed: PreviewRequest, row: unknown): object {
  const { channel, identityKey, messageType, message, isJson, identityField } = typed;
  return {
    channel,
    messageType,
    message: isJson ? parsed(message) : message,
    recipients: [row],
    ...(identityField === '' ? {} : { identityField }),
    ...(identityKey === '' ? {} : { identityKey }),
  };
}

/** What is no JSON is a problem of the message, which the core tells. */
function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return message;
  }
}
