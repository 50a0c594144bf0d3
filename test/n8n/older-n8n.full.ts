import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import type { INode } from 'n8n-workflow';
import { installPackages, n8nFolder } from '../../packages/demo/src/install-n8n.ts';
import type { OlderEnd, OlderRun } from './older-n8n-process.ts';

/** Engines with rules of their own for what moves to the error output: the oldest that is supported, n8n 2.0, and one after. */
const ENGINES = [
  { core: '1.100.0', workflow: '1.98.0' },
  { core: '2.0.2', workflow: '2.0.1' },
  { core: '2.20.6', workflow: '2.20.3' },
] as const;

const PEOPLE = ['ada', 'bob', 'cleo'].map((name) => ({
  email: `${name}@example.org`,
  message: 'of the item',
  details: { chairs: 2 },
  ...(name === 'bob' ? { error: 'of the item' } : {}),
}));
const ERROR_OUTPUT: Partial<INode> = { onError: 'continueErrorOutput' };
const RETRIED: Partial<INode> = { ...ERROR_OUTPUT, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

for (const { core, workflow } of ENGINES)
  describe(`The nodes in the engine of n8n-core ${core}`, function () {
    this.timeout(60_000);
    let simulator: Simulator;
    let engine: ChildProcess | undefined;
    let runs = 0;

    before(async function () {
      // The first time, this installs the engine.
      this.timeout(600_000);
      const folder = join(n8nFolder(), `core-${core}`);
      const dependencies = { 'n8n-core': core, 'n8n-workflow': workflow };
      await installPackages({
        folder,
        what: `n8n-core ${core}`,
        manifest: { dependencies },
        say: (line) => void process.stderr.write(`${line}\n`),
      });
      engine = fork(fileURLToPath(new URL('older-n8n-process.ts', import.meta.url)), [folder]);
      simulator = await createSimulator();
    });
    beforeEach(() => simulator.reset());
    after(async () => {
      engine?.kill();
      await simulator.stop();
    });

    const run = async (
      settings: Partial<INode>,
      options: object = {},
      credential: object = {},
    ): Promise<OlderEnd['outputs']> => {
      const sent: OlderRun = {
        id: ++runs,
        settings,
        parameters: {
          channel: 'msteams',
          message: 'Hello!',
          recipientsFrom: 'items',
          options: { recipientsPerRequest: 1, ...options },
        },
        items: PEOPLE,
        credential: {
          host: simulator.url,
          ...simulator.app,
          algorithm: 'HS256',
          timeScale: 6_000,
          ...credential,
        },
      };
      engine?.send(sent);
      const [end] = (await once(engine!, 'message')) as [OlderEnd];
      assert.deepEqual([end.id, end.error], [sent.id, undefined]);
      return end.outputs;
    };
    const refuse = (after: number, times = 1) =>
      simulator.addFault({
        kind: 'answer',
        status: 412,
        body: { errors: [{ msg: 'Invalid arguments', code: 412 }] },
        after,
        times,
      });

    it('keep the fields of each item beside its result', async () => {
      const [rows = []] = await run({});
      assert.deepEqual(
        rows.map(({ json: { notification, ...fields } }) => [
          fields,
          (notification as { outcome: string }).outcome,
        ]),
        PEOPLE.map((fields) => [fields, 'accepted']),
      );
    });

    for (const [title, settings] of [
      ['once', ERROR_OUTPUT],
      ['with Retry On Fail', RETRIED],
    ] as const)
      for (const output of ['recipient', 'request'])
        it(`give a person who was not reached to the error output, ${title}, a row a ${output}`, async () => {
          refuse(1);
          const [reached = [], notReached = []] = await run(settings, { output });
          assert.deepEqual([reached.length, notReached.length], [2, 1]);
          const { error, ...fields } = notReached[0]?.json ?? {};
          const { error: own, ...others } = PEOPLE[1] as { readonly error?: string };
          assert.deepEqual(fields, others);
          const { outcome, identity, row } = error as unknown as Readonly<Record<string, unknown>>;
          assert.deepEqual([outcome, identity, row], ['rejected', 'bob@example.org', { error: own }]);
          assert.equal(simulator.received().length, 3, 'the node was not run again');
        });

    for (const [title, credential, words] of [
      ['nothing listens', { host: 'http://127.0.0.1:9' }, /nothing listens there/],
      ['the private key is none', { algorithm: 'RS256', privateKey: 'none' }, /private key/],
    ] as const)
      it(`say that nothing was sent if ${title}`, async () => {
        const [reached = [], notReached = []] = await run(ERROR_OUTPUT, {}, credential);
        assert.deepEqual([reached.length, notReached.length], [0, 3]);
        for (const { json } of notReached) {
          const { outcome, detail } = json['error'] as Readonly<Record<string, string>>;
          assert.equal(outcome, 'unsent');
          assert.match(detail ?? '', words);
        }
      });

    it('send with an encrypted token', async () => {
      const { botId } = simulator.app;
      simulator.addApp({ botId, clientId: 'cs-jwe', enforceJwe: true });
      const jwePublicKey = JSON.stringify(simulator.publicJwk('cs-jwe'));
      const encrypts = { clientId: 'cs-jwe', clientSecret: '', useJwe: true, jwePublicKey };
      const [reached = [], notReached = []] = await run(ERROR_OUTPUT, {}, encrypts);
      assert.deepEqual([reached.length, notReached.length], [3, 0]);
    });

    it('give everybody there if nobody was reached', async () => {
      refuse(0, 9);
      const [reached = [], notReached = []] = await run(ERROR_OUTPUT);
      assert.deepEqual([reached.length, notReached.length], [0, 3]);
    });
  });
