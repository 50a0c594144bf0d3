import assert from 'node:assert/strict';
import type { SendReport, StatusReport } from '@kore-notify/core';
import type { ReceivedRequest } from '@kore-notify/simulator';
import type { Case } from '../cases/case.ts';
import type { Transcript } from './run-case.ts';

/** Fails unless a case came out as it must: on the wire, in the report and in truth. */
export function checkCase({ call, input, options, client, expected }: Case, transcript: Transcript): void {
  const { value, error, received, processed } = transcript;
  assert.deepEqual(received.map(describe), expected.wire, 'on the wire');
  if (expected.wireRecipients !== undefined)
    assert.deepEqual(received.map(recipientsOf), expected.wireRecipients, 'recipients on the wire');
  if (expected.wireBodies !== undefined)
    assert.deepEqual(
      received.map(({ body }) => body),
      expected.wireBodies,
      'bodies on the wire',
    );
  if (expected.minGapMs !== undefined)
    assert.ok((received[1]?.at ?? 0) - (received[0]?.at ?? 0) >= expected.minGapMs, 'came back too early');
  if (expected.outcomes !== undefined) {
    const report = value as SendReport;
    assert.deepEqual(describeOutcomes(report), expected.outcomes, 'outcomes');
    checkSums(report);
    checkTruth(report, processed, { maySendTwice: options?.['onUnknown'] === 'send_again' });
  }
  assert.equal(error?.code ?? codeOf(value), expected.error);
  if (expected.problems !== undefined)
    assert.deepEqual(
      error?.problems.map(({ path }) => path),
      expected.problems,
    );
  if (expected.processed !== undefined)
    assert.deepEqual(Object.fromEntries(processed), expected.processed, 'truly sent');
  if (expected.result !== undefined)
    assert.partialDeepStrictEqual(value, fillRequestId(expected.result, transcript.requestId));
  if (expected.devices !== undefined) assert.deepEqual(transcript.devices, expected.devices, 'devices');

  assert.deepEqual(transcript.receivedElsewhere, [], 'nothing goes to another host');
  if (client?.useJti === true) checkJtis(received);
  checkSecrets(transcript, textsOf(call, input));
}

function describe({ call, path, answeredStatus }: ReceivedRequest): string {
  return `${call ?? path} ${answeredStatus ?? 'no answer'}`;
}

function recipientsOf({ body }: ReceivedRequest): string[] {
  const { identities } = body as { identities: (string | { email: string })[] };
  return identities.map((identity) => (typeof identity === 'string' ? identity : identity.email));
}

function describeOutcomes({ recipients }: SendReport): string[] {
  return recipients.map(({ outcome, reason }) => (reason === undefined ? outcome : `${outcome}: ${reason}`));
}

/** A status report tells of failures, and is no error itself. */
function codeOf(value: unknown): string | undefined {
  const { jobs = [] } = (value ?? {}) as Partial<StatusReport>;
  return jobs.find(({ error }) => error !== undefined)?.error?.code;
}

/** Every recipient is accounted for, once. */
export function checkSums({ total, counts, recipients, requests }: SendReport): void {
  assert.equal(recipients.length, total);
  assert.deepEqual(
    recipients.map(({ index }) => index),
    recipients.map((_recipient, position) => position),
  );
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count, 0),
    total,
  );
  for (const [outcome, count] of Object.entries(counts))
    assert.equal(recipients.filter((recipient) => recipient.outcome === outcome).length, count, outcome);
  const inNoRequest = recipients.filter(
    ({ reason }) => reason === 'invalid' || reason === 'duplicate',
  ).length;
  assert.equal(requests.reduce((sum, { recipientCount }) => sum + recipientCount, 0) + inNoRequest, total);
}

/** What the report says of each identity is what was truly done. */
export function checkTruth(
  { recipients }: SendReport,
  processed: ReadonlyMap<string, number>,
  { maySendTwice }: { readonly maySendTwice: boolean },
): void {
  const bounds = new Map<string, { least: number; most: number }>();
  for (const { identity, outcome } of recipients) {
    const { least, most } = bounds.get(identity) ?? { least: 0, most: 0 };
    const isSent = outcome === 'accepted' || outcome === 'delivered' || outcome === 'undelivered';
    const repeats = maySendTwice && (isSent || outcome === 'unknown') ? Infinity : 0;
    bounds.set(identity, {
      least: least + (isSent ? 1 : 0),
      most: most + (isSent || outcome === 'unknown' ? 1 : 0) + repeats,
    });
  }
  for (const [identity, { least, most }] of bounds) {
    const times = processed.get(identity) ?? 0;
    assert.ok(
      times >= least && times <= most,
      `${identity} was sent it ${times} times, not ${least} to ${most}`,
    );
  }
  for (const identity of processed.keys())
    assert.ok(bounds.has(identity), `${identity} is not in the report`);
}

function checkJtis(received: readonly ReceivedRequest[]): void {
  const jtis = received.map(({ claims }) => claims?.['jti']);
  assert.ok(jtis.every((jti) => typeof jti === 'string' && jti !== ''));
  assert.equal(new Set(jtis).size, jtis.length, 'a jti was used again');
}

/** No secret, token or text of a message in anything that a user or a log may see. */
export function checkSecrets(
  { shown, clientSecret }: Pick<Transcript, 'shown' | 'clientSecret'>,
  texts: readonly string[],
): void {
  for (const hidden of [clientSecret, ...texts])
    assert.ok(!shown.includes(hidden) && !shown.includes(JSON.stringify(hidden).slice(1, -1)), shown);
  assert.doesNotMatch(shown, /eyJ[\w-]{10}/, 'a token is shown');
}

/** Texts of messages in the input of a send that are long enough to be told from anything else. */
function textsOf(call: Case['call'], input: unknown): string[] {
  if (!call.startsWith('send') || typeof input !== 'object' || input === null) return [];
  const { message, recipients } = input as { message?: unknown; recipients?: unknown };
  const rows = Array.isArray(recipients) ? (recipients as unknown[]) : [];
  const own = rows.map((row) => (row as { customMessage?: unknown } | null)?.customMessage);
  return [message, ...own].filter((text): text is string => typeof text === 'string' && text.length > 8);
}

function fillRequestId(result: object, requestId: string): object {
  return JSON.parse(JSON.stringify(result).replaceAll('{requestId}', requestId)) as object;
}
