import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { build } from 'esbuild';
import type { INode } from 'n8n-workflow';
import { unpack } from '../packaging/packages.ts';
import { installHost, installNode, packAll } from './host-install.ts';
import type { EngineEnd, EngineReady, EngineTask } from './n8n-engine-process.ts';
import { N8N_ENGINES } from './versions.ts';

const NODES = ['koreCheckStatus', 'koreManageDevices', 'koreSendNotification', 'koreSendNotificationV2'];
const PEOPLE = ['ada', 'bob', 'cleo'].map((name) => ({
  email: `${name}@example.org`,
  message: 'of the item',
  details: { chairs: 2 },
  ...(name === 'bob' ? { error: 'of the item' } : {}),
}));
const ERROR_OUTPUT: Partial<INode> = { onError: 'continueErrorOutput' };
const RETRIED: Partial<INode> = { ...ERROR_OUTPUT, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

const SEND = { type: 'koreSendNotificationV2', items: PEOPLE };
const sendParameters = (options: object) => ({
  channel: 'msteams',
  message: 'Hello!',
  recipientsFrom: 'items',
  options: { recipientsPerRequest: 1, ...options },
});

let packed: Awaited<ReturnType<typeof packAll>>;
let program: string;

before(async function () {
  this.timeout(60_000);
  packed = await packAll(['packages/n8n']);
  program = join(packed.home, 'engine.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('n8n-engine-process.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: program,
  });
});
after(() => packed.remove());

for (const { core, node } of N8N_ENGINES)
  describe(`The nodes in the engine of n8n-core ${core} on Node ${node}`, function () {
    this.timeout(60_000);
    let simulator: Simulator;
    let engine: ChildProcess | undefined;
    let loaded: readonly string[];
    let runs = 0;

    before(async function () {
      // The first time, this installs the engine.
      this.timeout(600_000);
      const folder = await installHost({ 'n8n-core': core });
      const home = join(packed.home, core);
      await unpack(packed.tarballs[0] ?? '', home);
      // As beside n8n: one copy of n8n-workflow serves both.
      const ofCore = createRequire(createRequire(join(folder, 'package.json')).resolve('n8n-core'));
      await mkdir(join(home, 'node_modules'));
      const shared = join(home, 'node_modules', 'n8n-workflow');
      await symlink(dirname(ofCore.resolve('n8n-workflow/package.json')), shared, 'junction');
      engine = fork(program, [folder, home], { execPath: await installNode(node), execArgv: [] });
      [{ nodes: loaded }] = (await once(engine, 'message')) as [EngineReady];
      simulator = await createSimulator();
    });
    beforeEach(() => simulator.reset());
    after(async () => {
      engine?.kill();
      await simulator.stop();
      await rm(join(packed.home, core), { recursive: true, force: true });
    });

    /** Starts a node, and gives the number of its run. */
    const start = (task: Omit<EngineTask, 'id' | 'credential'>, credential: object = {}): number => {
      const id = ++runs;
      const own = { host: simulator.url, ...simulator.app, algorithm: 'HS256', timeScale: 6_000 };
      engine?.send({ ...task, id, credential: { ...own, ...credential } });
      return id;
    };
    const end = async (id: number): Promise<EngineEnd> => {
      const [ended] = (await once(engine!, 'message')) as [EngineEnd];
      assert.equal(ended.id, id);
      if (ended.status !== 'canceled') assert.equal(ended.error, undefined);
      return ended;
    };
    const runNode = async (type: string, parameters: INode['parameters']) =>
      ((await end(start({ type, parameters, settings: {}, items: [{}] }))).outputs[0] ?? []).map(
        ({ json }) => json,
      );
    const run = async (
      settings: Partial<INode>,
      options: object = {},
      credential: object = {},
    ): Promise<EngineEnd['outputs']> =>
      (await end(start({ ...SEND, settings, parameters: sendParameters(options) }, credential))).outputs;
    const refuse = (after: number, times = 1) =>
      simulator.addFault({
        kind: 'answer',
        status: 412,
        body: { errors: [{ msg: 'Invalid arguments', code: 412 }] },
        after,
        times,
      });

    it('are all found by the loader', () => {
      assert.deepEqual([...loaded].sort(), NODES);
    });

    it('send with the first version of the API, tell the status, and manage devices', async () => {
      const sent = await runNode('koreSendNotification', {
        channel: 'msteams',
        message: 'Hello!',
        recipientsFrom: 'list',
        recipients: 'ada@example.org',
      });
      assert.deepEqual(
        sent.map(({ outcome }) => outcome),
        ['accepted'],
      );
      const status = await runNode('koreCheckStatus', {
        operation: 'wait',
        requests: sent[0]?.['requestId'] as string,
      });
      assert.deepEqual(
        status.map(({ isFinal }) => isFinal),
        [true],
      );
      const device = { userId: 'ada', deviceId: 'phone-1', osType: 'Android' };
      await runNode('koreManageDevices', { operation: 'subscribe', ...device });
      assert.equal(simulator.devices('ada').length, 1);
    });

    it('end at once when the execution is cancelled', async () => {
      simulator.addFault({ kind: 'delay', ms: 20_000 });
      const id = start({ ...SEND, settings: {}, parameters: sendParameters({}) }, { timeScale: 1 });
      while (simulator.received().length === 0) await sleep(5);
      const startedAt = Date.now();
      engine?.send({ cancel: id });
      assert.equal((await end(id)).status, 'canceled');
      assert.ok(Date.now() - startedAt < 2_000);
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
