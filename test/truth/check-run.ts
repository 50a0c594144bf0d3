import assert from 'node:assert/strict';
import { OUTCOMES } from '@kore-notify/core';
import type { ReceivedRequest } from '@kore-notify/simulator';
import { CONFIDENTIAL, type Expected, expectedOf, type Unit, unitOf, unitsIn } from './model.ts';
import { DELAY_MS, type Meaning, MEANING_HEADER, meaningOf, type Script, TIMEOUT_MS } from './script.ts';
import type { EndedRow, PlatformLife, Transcript } from './stage.ts';
import type { Exchange } from './wire-watch.ts';

/** One request, with what became of it and whose messages it asked for. */
interface Call {
  readonly received: ReceivedRequest;
  readonly exchange: Exchange | undefined;
  readonly units: readonly Unit[];
  readonly meaning: Meaning;
}

/** An answer that left this shortly before an end, and longer if the process was busy, may not have been read any more. */
const READING_MS = 20;
/** A process that stands still for so long takes an answer that came after its time. */
const STALL_MS = (DELAY_MS - TIMEOUT_MS) / 2;
/** The smallest answer of a job has twice that many bytes. */
const SMALLEST_JOB = 150;
const LARGEST_ANSWER = 5_000_000;

/** Fails unless what a host says is what truly happened, nothing was shown that must not be, and nothing went on. */
export function checkRun(script: Script, transcript: Transcript): void {
  const { ended, lives } = transcript;
  const expected = expectedOf(script);
  const calls = lives.flatMap((life) => callsOf(life, script));
  checkWire(script, transcript, calls);
  checkShown(transcript);

  if (!expected.some(({ fate }) => fate === 'sendable'))
    assert.deepEqual(calls, [], 'nobody was to be sent to');
  if (script.onBadRecipient === 'stop' && expected.some(({ fate }) => fate === 'bad')) {
    assert.deepEqual(calls, [], 'something was sent although a recipient is bad');
    checkRefusal(transcript);
    return;
  }
  if (ended.rows === undefined) {
    // A workflow that stops loses its rows: only if nobody was or may have been reached.
    assert.ok(ended.error !== undefined, 'neither rows nor an error');
    assert.deepEqual(processedUnits(lives), new Map(), `the run failed (${ended.error}), but was processed`);
    return;
  }
  checkRows(script, transcript, { rows: ended.rows, expected, calls });
}

/** Every recipient is bad enough for the whole run to be refused before anything is sent. */
function checkRefusal({ ended }: Transcript): void {
  for (const { outcome } of ended.rows ?? []) assert.equal(outcome, 'unsent');
  if (ended.rows === undefined) assert.ok(ended.error !== undefined);
}

function checkRows(
  script: Script,
  transcript: Transcript,
  {
    rows,
    expected,
    calls,
  }: {
    readonly rows: readonly EndedRow[];
    readonly expected: readonly Expected[];
    readonly calls: readonly Call[];
  },
): void {
  assert.deepEqual(
    rows.map(({ index }) => index).sort((one, two) => one - two),
    expected.map((_recipient, index) => index),
    'every recipient has exactly one outcome',
  );
  const processed = processedUnits(transcript.lives);
  const mayRepeat = script.onUnknown === 'send_again';
  for (const row of rows) {
    const { index, outcome, reason } = row;
    const wanted = expected[index];
    const about = `recipient ${index} is ${outcome}${reason === undefined ? '' : ` (${reason})`}`;
    assert.ok(
      OUTCOMES.some((known) => known === outcome),
      about,
    );
    assert.ok(wanted !== undefined);
    if (wanted.fate === 'bad') {
      assert.deepEqual([outcome, reason], ['unsent', 'invalid'], about);
      continue;
    }
    assert.equal(row.identity, wanted.identity);
    if (wanted.fate === 'duplicate') {
      assert.deepEqual([outcome, reason, row.duplicateOf], ['unsent', 'duplicate', wanted.of], about);
      continue;
    }
    const times = processed.get(wanted.unit) ?? 0;
    const own = calls.filter(({ units }) => units.includes(wanted.unit));
    const fates = own.map(({ meaning, exchange }) => `${meaning} ${exchange?.status ?? ''}`).join(', ');
    const say = `${about}, was processed ${times} times; calls: ${fates}`;
    checkTimes(outcome, times, { mayRepeat, say });
    checkReason(script, transcript, { row, own, calls, say });
    if (outcome === 'delivered') assert.ok(!wanted.isNobody, say);
    if (outcome === 'undelivered') assert.ok(wanted.isNobody, say);
    if (isHarmless(script)) assert.ok(['accepted', 'delivered', 'undelivered'].includes(outcome), say);
  }
  const known = new Set(expected.flatMap((one) => (one.fate === 'bad' ? [] : [one.unit])));
  for (const unit of processed.keys()) assert.ok(known.has(unit), `${unit} was not asked for`);
}

function checkTimes(
  outcome: string,
  times: number,
  { mayRepeat, say }: { readonly mayRepeat: boolean; readonly say: string },
): void {
  if (!mayRepeat) assert.ok(times <= 1, say);
  if (outcome === 'rejected' || outcome === 'unsent') assert.equal(times, 0, say);
  else if (outcome !== 'unknown') assert.ok(times >= 1, say);
}

/** What a row says happened did happen. */
function checkReason(
  script: Script,
  { cancelledAt = Infinity, stoppedAt = Infinity, longestStallMs, stalledMs }: Transcript,
  {
    row,
    own,
    calls,
    say,
  }: {
    readonly row: EndedRow;
    readonly own: readonly Call[];
    readonly calls: readonly Call[];
    readonly say: string;
  },
): void {
  const { outcome, reason } = row;
  const met = (...meanings: Meaning[]): boolean => own.some(({ meaning }) => meanings.includes(meaning));
  switch (outcome) {
    case 'unknown': {
      // A cancel may come before an answer is read, and a connection that the host closed when it went down may swallow
      // a request without a trace.
      const endsAt = Math.min(cancelledAt, stoppedAt);
      const unreadFrom = endsAt - READING_MS - 2 * longestStallMs;
      const isCutOff = own.length === 0 || own.some(({ exchange }) => endOf(exchange) >= unreadFrom);
      assert.ok(met('lost') || (endsAt < Infinity && isCutOff), say);
      break;
    }
    case 'rejected':
      assert.ok(met('refused', 'refused-for-all', 'stale', 'too-large', 'unavailable'), say);
      break;
    case 'unsent':
      if (reason === 'cancelled') assert.ok(cancelledAt < Infinity, say);
      else if (reason === 'limit') assert.ok(script.maxPauseMs !== undefined, say);
      else if (reason === 'unreachable') assert.ok(script.outage !== undefined, say);
      else if (reason === 'stopped')
        assert.ok(
          calls.some(({ meaning }) => meaning === 'refused-for-all' || meaning === 'stale') ||
            script.outage !== undefined,
          say,
        );
      else assert.fail(say);
      break;
    default:
      // To a process that stood still meanwhile no answer was late.
      assert.ok(
        met('taken') || ((longestStallMs >= STALL_MS || stalledMs >= DELAY_MS - TIMEOUT_MS) && met('lost')),
        `${say}; stood still for ${stalledMs} ms, ${longestStallMs} ms at once`,
      );
  }
}

/** Nothing happens in this script that costs anybody the message. */
function isHarmless({ faults, outage, cancel, maxPauseMs }: Script): boolean {
  const harmless = ['limited', 'taken'];
  return (
    outage === undefined &&
    cancel === undefined &&
    maxPauseMs === undefined &&
    faults.every(({ what }) => what === 'slow answer' || harmless.includes(meaningOf(what) ?? 'lost'))
  );
}

function checkWire(script: Script, transcript: Transcript, calls: readonly Call[]): void {
  const { lives, receivedElsewhere, otherHosts, afterTheEnd, open } = transcript;
  assert.equal(receivedElsewhere, 0, 'a request went to another origin');
  assert.deepEqual(otherHosts, [], 'a request went to another host');
  assert.equal(afterTheEnd, 0, 'requests came after the end of the run');
  assert.deepEqual(open, { requests: 0, sockets: 0 }, 'something stayed open');
  for (const { received, exchange } of calls) {
    assert.match(
      received.path,
      /^\/api\/public\/bot\/st-simulator-[^/]+\/(?:notify|notifyV2)(?:\/status\/ds-[^/]+)?$/,
    );
    assert.ok(exchange !== undefined, 'a request without an exchange');
    assert.ok(unitsIn(received).length <= script.recipientsPerRequest, 'too many recipients in a request');
  }
  if (script.limits.kind !== 'foreign')
    for (const { exchange } of calls)
      assert.ok(
        exchange?.status !== 429 || exchange.headers[MEANING_HEADER] !== undefined,
        'the platform had to refuse by its limit',
      );
  if (script.useJti) {
    const jtis = lives.flatMap(({ received }) => received.map(({ claims }) => claims?.['jti']));
    assert.ok(!jtis.includes(undefined), 'a token without a jti');
    assert.equal(new Set(jtis).size, jtis.length, 'a jti was used again');
  }
}

function checkShown({ ended: { shown, rows, error } }: Transcript): void {
  const all = `${shown} ${JSON.stringify(rows)} ${error ?? ''}`;
  assert.ok(!all.includes(CONFIDENTIAL), `the text of a message is shown: ${around(all, CONFIDENTIAL)}`);
  assert.ok(!all.includes('simulator-secret'), `the secret is shown: ${around(all, 'simulator-secret')}`);
  assert.doesNotMatch(all, /eyJ[\w-]{10}/, 'a token is shown');
}

function around(text: string, part: string): string {
  const at = text.indexOf(part);
  return text.slice(Math.max(0, at - 300), at + 100);
}

function callsOf(life: PlatformLife, script: Script): Call[] {
  return life.received.map((received, at) => {
    const exchange = life.exchanges[at];
    return {
      received,
      exchange,
      units: unitsIn(received),
      meaning: meaningOfExchange(exchange, script),
    };
  });
}

/** What an answer meant for a send, told from what the server itself did with it. */
function meaningOfExchange(exchange: Exchange | undefined, script: Script): Meaning {
  if (exchange?.finishedAt === undefined) return 'lost';
  const { startedAt, finishedAt, status, headers } = exchange;
  const scripted = headers[MEANING_HEADER];
  // Whatever it says: nobody reads so much.
  if (Number(headers['content-length']) > LARGEST_ANSWER) return 'lost';
  const isLate = finishedAt - startedAt >= TIMEOUT_MS * 0.9;
  if (isLate && script.faults.some(({ what }) => what.startsWith('late'))) return 'lost';
  if (typeof scripted === 'string') return scripted as Meaning;
  if (status === 429) return 'limited';
  if (status === 401) return 'stale';
  if (status === 413) return 'too-large';
  if (status >= 500) return 'lost';
  if (status >= 300) return 'refused';
  return isAnswered(exchange) ? 'taken' : 'lost';
}

function endOf(exchange: Exchange | undefined): number {
  return exchange?.finishedAt ?? Infinity;
}

/** A whole answer that can be read. */
function isAnswered({ headers }: Exchange): boolean {
  const length = Number(headers['content-length']);
  const isJson = String(headers['content-type']).startsWith('application/json');
  return isJson && length >= SMALLEST_JOB;
}

function processedUnits(lives: readonly PlatformLife[]): Map<Unit, number> {
  const times = new Map<Unit, number>();
  for (const { identity, text } of lives.flatMap(({ processed }) => processed)) {
    const unit = unitOf(identity, text);
    times.set(unit, (times.get(unit) ?? 0) + 1);
  }
  return times;
}
