import type { wire } from '@kore-notify/core';
import type { Simulation } from '../simulation.ts';
import type { StoredJob } from '../store/job.ts';
import { readRecipient } from '../store/job.ts';
import { userId } from '../store/user-id.ts';
import type { CallContext } from './call-context.ts';
import { Refusal } from './refusals.ts';
import { jobHeader, toWholeSecond } from './send.ts';

/** Call 3, Notification status: of V1 jobs, with a percentage (docs/kore-ai-api.md#status). */
export function status(context: CallContext): wire.StatusResponse {
  const job = findJob(context, 'send');
  const { jobs } = context.simulation;
  const { status, percentageComplete } = jobs.progressOf(job);
  const statusLogs = logEntries(context.simulation, job);
  const changedAtMs = Math.max(job.createdAtMs, ...statusLogs.map(({ createdOn }) => Date.parse(createdOn)));
  return {
    _id: job.requestId,
    status,
    percentageComplete,
    ...jobHeader(job),
    statusLogs,
    lMod: toWholeSecond(changedAtMs),
    count: statusLogs.length,
  };
}

/** Call 4, Notification status V2: of V2 jobs, without id and percentage (docs/kore-ai-api.md#status). */
export function statusV2(context: CallContext): wire.StatusV2Response {
  const job = findJob(context, 'sendV2');
  const { status } = context.simulation.jobs.progressOf(job);
  const statusLogs = logEntries(context.simulation, job);
  return { statusLogs, count: statusLogs.length, status, streamId: job.botId };
}

function findJob({ simulation, app, params }: CallContext, call: StoredJob['call']): StoredJob {
  const job = simulation.jobs.find(params['requestId'] ?? '');
  if (job?.call !== call || job.botId !== app.botId)
    throw new Refusal('unknownRequestId', detailsOf(simulation.jobs.droppedJobs));
  simulation.jobs.noteAsked(job);
  return job;
}

/** The platform has no such words: without them a job that the simulator dropped would look like one that never was. */
function detailsOf(dropped: number): { details?: string[] } {
  if (dropped === 0) return {};
  return {
    details: [
      `The simulator has dropped ${dropped} older jobs to save memory. Raise --max-memory to keep more.`,
    ],
  };
}

/** Channels that V2's log spells in its own way (docs/kore-ai-api.md#status). */
const LOG_CHANNELS: Record<string, string> = { hangouts: 'hangoutchat', msteams: 'msteam' };

function logEntries({ jobs }: Simulation, job: StoredJob) {
  const channel = job.call === 'sendV2' ? (LOG_CHANNELS[job.channel] ?? job.channel) : job.channel;
  const createdBy = userId(job.botId);
  const idStem = job.requestId.slice('ds-'.length, -INDEX_DIGITS);
  return job.recipients.flatMap((recipient, index) => {
    const outcome = jobs.outcomeOf(job, index);
    if (outcome === 'pending') return [];
    const { identity } = readRecipient(recipient);
    const { comment } = jobs.verdictOf(job, index);
    const isDelivered = outcome === 'delivered';
    const id = `${idStem}${index.toString(16).padStart(INDEX_DIGITS, '0')}`;
    const entry = {
      _id: `nl-${id}`,
      requestId: job.requestId,
      originalId: identity,
      status: isDelivered ? ('SUCCESS' as const) : ('FAILURE' as const),
      createdBy,
      comments: comment,
      streamId: job.botId,
      channel,
      ...(isDelivered ? deliveredTo(identity, id) : {}),
      createdOn: new Date(jobs.decidedAtMs(job, index)).toISOString(),
      __v: 0,
    } satisfies wire.StatusLogEntry;
    return [entry];
  });
}

/** Length of the last group of a UUID, which holds the recipient's index in the id of a log entry. */
const INDEX_DIGITS = 12;

function deliveredTo(identity: string, id: string) {
  const koreId = userId(identity);
  return { koreId, channelId: `29:${koreId.slice('u-'.length)}`, messagestoreId: `ms-${id}` };
}
