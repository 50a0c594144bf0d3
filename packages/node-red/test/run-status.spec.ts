import assert from 'node:assert/strict';
import type { Progress } from '@kore-notify/core';
import type { NodeStatus } from 'node-red';
import { createRunStatus, describeProgress } from '../src/run-status.ts';

const NOW = new Date(2026, 0, 5, 13, 0, 0).getTime();
const none = { accepted: 0, delivered: 0, undelivered: 0, rejected: 0, unknown: 0, unsent: 0 };
const sending = (requestsDone: number, requestsTotal: number, more: Partial<Progress> = {}): Progress => ({
  phase: 'sending',
  requestsDone,
  requestsTotal,
  recipientsTotal: requestsTotal,
  recipientsRead: requestsTotal,
  counts: { ...none, accepted: requestsDone, unsent: requestsTotal - requestsDone },
  jobsFinal: 0,
  jobsTotal: requestsTotal,
  ...more,
});

describe('The status dot', () => {
  it('tells how many requests were sent, how long it pauses, and how far a wait is', () => {
    const text = (progress: Progress): string | undefined => describeProgress(progress, NOW).text;
    assert.equal(text(sending(3, 12)), '3/12 sent');
    const paused = (ms: number) => text(sending(3, 12, { pausedUntil: NOW + ms }));
    assert.equal(paused(180_000), '3/12 sent, 3 recipients, paused until 13:03');
    assert.equal(paused(42_000), '3/12 sent, 3 recipients, paused until 13:00:42');
    assert.equal(text(sending(3, 12, { pausedUntil: NOW - 1 })), '3/12 sent');
    const waiting = {
      phase: 'waiting',
      counts: { ...none, accepted: 6, delivered: 4 },
      recipientsTotal: 10,
    } as const;
    assert.equal(text(sending(1, 1, waiting)), 'waiting 40%');
    assert.equal(text(sending(1, 4, { phase: 'waiting', recipientsTotal: 0, jobsFinal: 1 })), 'waiting 25%');
  });

  it('tells of a long run how many recipients are done, and when sending should be over, in a pause as well', () => {
    const long = {
      requestsTotal: 1_000,
      requestsDone: 600,
      recipientsTotal: 1_000_000,
      recipientsRead: 1_000_000,
      counts: { ...none, accepted: 599_000, rejected: 1_000, unsent: 400_000 },
      estimatedEnd: NOW + 61_000,
    };
    const text = (more: Partial<Progress>) => describeProgress(sending(0, 0, { ...long, ...more }), NOW).text;
    assert.equal(text({}), '600/1000 sent, 600,000 recipients, ends 13:01');
    assert.equal(
      text({ pausedUntil: NOW + 50_000 }),
      '600/1000 sent, 600,000 recipients, paused until 13:00:50, ends 13:01',
    );
    assert.equal(text({ estimatedEnd: NOW + 1_000 }), '600/1000 sent');
    const preparing = {
      phase: 'preparing',
      requestsTotal: 0,
      requestsDone: 0,
      recipientsRead: 421_000,
    } as const;
    assert.equal(text(preparing), 'preparing 42%');
  });

  it('changes at most four times a second, and shows the last state', (done) => {
    const shown: NodeStatus[] = [];
    const run = createRunStatus({ status: (status) => void shown.push(status) }).begin();
    for (let sent = 1; sent <= 100; sent++) run.progress(sending(sent, 100));
    assert.deepEqual(
      shown.map(({ text }) => text),
      ['starting'],
    );
    setTimeout(() => {
      assert.deepEqual(
        shown.map(({ text }) => text),
        ['starting', '100/100 sent'],
      );
      done();
    }, 300);
  });

  it('adds up the runs that are under way, and ends with the last', () => {
    const shown: NodeStatus[] = [];
    let now = NOW;
    const status = createRunStatus({ status: (next) => void shown.push(next) }, () => (now += 1_000));
    const first = status.begin();
    const second = status.begin();
    first.progress(sending(1, 4));
    second.progress(sending(2, 6));
    assert.equal(shown.at(-1)?.text, '2 runs, 3/10 sent');
    first.end({ text: 'first' });
    assert.equal(shown.at(-1)?.text, '2/6 sent');
    second.end({ text: 'second' });
    assert.equal(shown.at(-1)?.text, 'second');
  });

  it('goes on when the clock of the machine is set, back or forward', (done) => {
    const shown: NodeStatus[] = [];
    let stepMs = 0;
    const status = createRunStatus(
      { status: (next) => void shown.push(next) },
      () => Date.now() + stepMs,
      () => performance.now(),
    );
    const run = status.begin();
    stepMs = -86_400_000;
    run.progress(sending(1, 3, { pausedUntil: Date.now() + stepMs + 30_000 }));
    setTimeout(() => {
      assert.match(shown.at(-1)?.text ?? '', /^1\/3 sent, 1 recipients, paused until/);
      stepMs = 86_400_000;
      run.progress(sending(2, 3));
      run.progress(sending(3, 3));
      setTimeout(() => {
        assert.deepEqual(shown.at(-1)?.text, '3/3 sent');
        assert.equal(shown.length, 3);
        done();
      }, 300);
    }, 300);
  });

  it('shows nothing more once its node is closed', () => {
    const shown: NodeStatus[] = [];
    const status = createRunStatus({ status: (next) => void shown.push(next) });
    const run = status.begin();
    status.stop();
    run.end({ text: 'late' });
    assert.ok(!shown.some(({ text }) => text === 'late'));
  });
});
