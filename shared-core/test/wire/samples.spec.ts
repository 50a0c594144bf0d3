import assert from 'node:assert/strict';
import type { SendInput, SendV2Input } from '../../src/vocabulary/inputs.ts';
import { jsonAnswer } from '../../src/testing/index.ts';
import { hintOfUndelivered } from '../../src/vocabulary/channels.ts';
import { previewSend } from '../preview-send.ts';
import { readFixture } from '../read-fixture.ts';
import { ACCEPTED, BOT_ID, createBench, ORIGIN, textTo } from '../run-client.ts';

interface Sample {
  readonly source: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

interface SendSample extends Sample {
  readonly call: 'send' | 'sendV2';
  readonly input: SendInput & SendV2Input;
}

interface DeviceSample extends Sample {
  readonly call: 'subscribeDevice' | 'listDevices' | 'unsubscribeDevices' | 'unsubscribeAllDevices';
  readonly input: never;
  readonly answer: unknown;
  readonly result: unknown;
}

type Answers = Readonly<Record<'send' | 'sendV2' | 'status' | 'statusV2', { readonly body: unknown }>>;

const ANSWERS = readFixture<Answers>('sample-answers.json');

describe('the samples of the documentation', () => {
  for (const sample of readFixture<SendSample[]>('sample-sends.json'))
    it(`sends ${sample.source}`, async () => {
      const bench = createBench([jsonAnswer(200, ANSWERS[sample.call].body)]);
      const report = await bench.run(bench.client[sample.call](sample.input));
      const [request, ...others] = bench.http.requests;
      assert.equal(others.length, 0);
      assert.ok(request);
      assert.equal(request.method, sample.method);
      assert.equal(request.url, ORIGIN + sample.path);
      assert.deepEqual(JSON.parse(request.body ?? ''), sample.body);
      assert.deepEqual(request.headers, {
        accept: 'application/json',
        auth: 'token-1',
        'content-type': 'application/json',
      });
      assert.equal(report.counts.accepted, report.total);
    });

  it('plans the body that it would send, and sends nothing', async () => {
    for (const { call, input, body, path } of readFixture<SendSample[]>('sample-sends.json')) {
      const bench = createBench([ACCEPTED]);
      const { requests, problems } = previewSend(call === 'send' ? 'v1' : 'v2', input);
      assert.deepEqual(problems, []);
      const { client } = bench;
      const plan = await (call === 'send' ? client.plan('v1', input) : client.plan('v2', input));
      assert.deepEqual([plan.requests, plan.problems], [1, []]);
      // The number of one sample has too few digits for its country.
      const isShort = JSON.stringify(body).includes('"9100000004"');
      assert.deepEqual(
        plan.warnings.map(({ path: place }) => place),
        isShort ? ['recipients[0].phoneNumber'] : [],
      );
      assert.deepEqual(
        requests.map((request) => [request.method, request.path, request.body]),
        [['POST', path, body]],
      );
      assert.equal(bench.http.requests.length, 0);
    }
  });

  it('reads the request id of both send answers', async () => {
    const v1 = createBench([jsonAnswer(200, ANSWERS.send.body)]);
    const v1Report = await v1.run(v1.client.send(textTo('ann@example.com')));
    assert.deepEqual(v1Report.pendingRequestIds, ['ds-xxxxx-xxx-xxx-xxx-xxxxx']);
    assert.equal(v1Report.requests[0]?.jobStatus, 'IN_PROGRESS');

    const v2 = createBench([jsonAnswer(200, ANSWERS.sendV2.body)]);
    const v2Report = await v2.run(
      v2.client.sendV2({
        channel: 'hangouts',
        message: 'Hi',
        recipients: ['AAQAPWixxxx', 'o7ZNt8Axxxx'],
      }),
    );
    assert.deepEqual(v2Report.pendingRequestIds, ['ds-d0f6fed2-87ff-52b7-bf2b-a15216f0xxxx']);
    assert.deepEqual([v2Report.warnings, v2Report.warningCount], [[], 0]);
  });

  it('reads the status answer of V1: both entries of one identity, the quotes of a comment taken off', async () => {
    const bench = createBench([jsonAnswer(200, ANSWERS.status.body)]);
    const requestId = 'ds-xxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';
    const report = await bench.run(bench.client.getStatus({ requests: requestId, api: 'v1' }));
    assert.equal(
      bench.http.requests[0]?.url,
      `${ORIGIN}/api/public/bot/${BOT_ID}/notify/status/${requestId}`,
    );
    assert.equal(bench.http.requests[0].method, 'GET');
    assert.equal(bench.http.requests[0].body, undefined);
    assert.deepEqual(bench.http.requests[0].headers, { accept: 'application/json', auth: 'token-1' });
    assert.deepEqual(report.jobs, [
      {
        requestId,
        api: 'v1',
        jobStatus: 'PARTIAL_SUCCESS',
        isFinal: true,
        percentageComplete: 100,
        recipients: [
          {
            requestId,
            identity: 'john@abc.com',
            outcome: 'undelivered',
            reason: 'not_delivered',
            detail: 'Identity is not associated with the channel',
            hint: hintOfUndelivered('msteams'),
          },
          {
            requestId,
            identity: 'john@abc.com',
            outcome: 'delivered',
            detail: 'Notification has been sent successfully',
          },
        ],
      },
    ]);
    assert.equal(report.isFinal, true);
    assert.deepEqual(report.pendingRequestIds, []);
  });

  it('takes the failure and the later success of one identity for a delivery', async () => {
    const bench = createBench([jsonAnswer(200, ANSWERS.send.body), jsonAnswer(200, ANSWERS.status.body)]);
    const report = await bench.run(bench.client.send(textTo('john@abc.com'), { wait: true }));
    assert.equal(report.counts.delivered, 1);
    assert.equal(report.recipients[0]?.reason, undefined);
  });

  it('reads the status answer of V2, which has neither id nor percentage', async () => {
    const bench = createBench([jsonAnswer(200, ANSWERS.statusV2.body)]);
    const report = await bench.run(bench.client.getStatus({ requests: 'ds-1' }));
    assert.equal(bench.http.requests[0]?.url, `${ORIGIN}/api/public/bot/st-1/notifyV2/status/ds-1`);
    assert.equal(report.jobs[0]?.jobStatus, 'SUCCESS');
    assert.equal(report.jobs[0].percentageComplete, undefined);
    assert.deepEqual(report.counts, { delivered: 1, undelivered: 0 });
  });

  for (const sample of readFixture<DeviceSample[]>('sample-device-calls.json'))
    it(`makes the call and reads the answer of ${sample.source}`, async () => {
      const bench = createBench([jsonAnswer(200, sample.answer)]);
      const result: unknown = await bench.run<unknown>(
        bench.client[sample.call](sample.input, { botLanguage: 'en' }),
      );
      const [request] = bench.http.requests;
      assert.ok(request);
      assert.equal(request.method, sample.method);
      assert.equal(request.url, ORIGIN + sample.path);
      assert.deepEqual(request.body === undefined ? undefined : JSON.parse(request.body), sample.body);
      assert.deepEqual(request.headers, {
        accept: 'application/json',
        auth: 'token-1',
        ...(sample.body === undefined ? {} : { 'content-type': 'application/json' }),
        'bot-language': 'en',
      });
      assert.deepEqual(result, sample.result);
    });
});
