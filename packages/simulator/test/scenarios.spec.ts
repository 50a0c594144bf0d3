import assert from 'node:assert/strict';
import { createSimulator, SCENARIO_NAMES, SCENARIOS } from '../src/index.ts';
import { helpText, readCommandLine } from '../src/command-line.ts';
import { refusalOf, startClient, stopAll, V1_BODY } from './raw-client.ts';

describe('a scenario', () => {
  afterEach(stopAll);

  it('is described in one sentence, in the help and in the control API', async () => {
    const client = await startClient();
    const { body } = await client.control('GET', '/scenarios');
    assert.equal(body['current'], 'normal');
    assert.deepEqual(
      (body['scenarios'] as { name: string }[]).map(({ name }) => name),
      [...SCENARIO_NAMES],
    );
    for (const name of SCENARIO_NAMES) {
      const { description } = SCENARIOS[name];
      assert.match(description, /^[A-Z].*\.$/);
      assert.ok(helpText().includes(description), name);
    }
  });

  it('is chosen on the command line, and a name that there is not is refused', async () => {
    assert.deepEqual(readCommandLine(['--scenario', 'limits']), {
      kind: 'start',
      options: { port: 4747, scenario: 'limits' },
    });
    await assert.rejects(
      createSimulator({ scenario: 'worse' as 'normal' }),
      /option scenario is worse; it takes one of normal, bad-day, limits, slow, flaky/,
    );
  });

  it('replaces faults, rules and limits, also at run time, and reset brings that of the start back', async () => {
    const client = await startClient({ jobDurationMs: 0, scenario: 'limits' });
    for (let count = 0; count < 10; count += 1) assert.equal((await client.send()).status, 200);
    assert.match(refusalOf(await client.send()), /exceeded the per-minute rate limit/);

    await client.control('PUT', '/scenario', { name: 'normal' });
    assert.equal((await client.send()).status, 200);
    client.simulator.startScenario('bad-day');
    assert.ok(client.simulator.faults().length >= 3);
    await assert.rejects(client.send({ ...V1_BODY, identities: ['ann@example.org'] }));
    assert.equal(client.simulator.processed().get('ann@example.org'), 1);
    assert.equal((await client.send()).status, 503);

    client.simulator.reset();
    assert.deepEqual(client.simulator.faults(), []);
    assert.equal((await client.control('GET', '/scenarios')).body['current'], 'limits');
  });

  it('slow answers late, flaky fails now and then', async () => {
    const slow = await startClient({ scenario: 'slow' });
    const startedAt = performance.now();
    assert.equal((await slow.send()).status, 200);
    assert.ok(performance.now() - startedAt >= 1_400);
    const flaky = await startClient({ scenario: 'flaky', jobDurationMs: 0 });
    let failed = 0;
    for (let count = 0; count < 100; count += 1) {
      const status = await flaky.send().then(
        (answer) => answer.status,
        () => 0,
      );
      if (status !== 200) failed += 1;
    }
    assert.ok(failed >= 5 && failed <= 30, `${failed} of 100`);
  });
});
