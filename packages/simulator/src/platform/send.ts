import type { wire } from '@kore-notify/core';
import type { StoredJob } from '../store/job.ts';
import type { Recipient } from '../store/render-message.ts';
import { userId } from '../store/user-id.ts';
import type { CallContext } from './call-context.ts';

/** Call 1, Send Notification (docs/kore-ai-api.md#send-v1). */
export function send({ simulation, app, body }: CallContext): wire.SendResponse {
  const { channel, message, identities } = body as wire.SendRequest;
  const job = simulation.jobs.create({
    call: 'send',
    botId: app.botId,
    channel,
    message: { type: message.type, value: message.val },
    recipients: identities.map((identity) => ({ identity })),
  });
  return newJobAnswer(job);
}

/** Call 2, Send Notification V2 (docs/kore-ai-api.md#send-v2). */
export function sendV2({ simulation, app, body }: CallContext): wire.SendV2Response {
  const request = body as V2Body;
  const { channel, identities } = request;
  const job = simulation.jobs.create({
    call: 'sendV2',
    botId: app.botId,
    channel,
    message: 'message' in request ? request.message : request.content,
    recipients: identities.map(toRecipient),
  });
  return { ...newJobAnswer(job), store: { identitiesCount: identities.length }, countOfDockStatuses: 1 };
}

/** What the schema lets through: the message object under exactly one of its two keys. */
type V2Body = { channel: wire.SendV2Request['channel']; identities: V2Identity[] } & (
  { message: wire.MessageObject } | { content: wire.MessageObject }
);

interface V2Identity {
  customMessage?: string;
  parameters?: Record<string, string>;
  /** The identity, under the one key of the channel. */
  [identityKey: string]: string | Record<string, string> | undefined;
}

function toRecipient({ customMessage, parameters, ...key }: V2Identity): Recipient {
  const [identity] = Object.values(key);
  return {
    identity: typeof identity === 'string' ? identity : '',
    ...(customMessage === undefined ? {} : { customMessage }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

/** What both send calls answer, and what V1's status tells of the job itself. */
export function jobHeader(job: StoredJob) {
  const createdOn = new Date(job.createdAtMs).toISOString();
  return {
    streamId: job.botId,
    createdBy: userId(job.botId),
    jobType: 'PROACTIVE_NOTIFICATIONS_API',
    action: 'PROACTIVE_NOTIFICATIONS',
    createdOn,
    requestedTime: createdOn,
    __v: 0,
  };
}

function newJobAnswer(job: StoredJob) {
  return {
    _id: job.requestId,
    status: 'IN_PROGRESS',
    percentageComplete: 0,
    ...jobHeader(job),
    statusLogs: [],
    lMod: toWholeSecond(job.createdAtMs),
  };
}

/** `lMod` has no fraction of a second in any sample (docs/kore-ai-api.md#send-v1). */
export function toWholeSecond(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString();
}
