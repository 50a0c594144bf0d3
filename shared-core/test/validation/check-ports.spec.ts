import assert from 'node:assert/strict';
import { createClient } from '../../src/client.ts';
import { isKoreNotifyError } from '../../src/vocabulary/errors.ts';
import { FakeClock, FakeSigner, ScriptedHttp } from '../../src/testing/index.ts';

const OPTIONS = { host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1' };
const clock = new FakeClock();
const PORTS = { http: new ScriptedHttp(clock, []), clock, signer: new FakeSigner() };

type ClientPorts = Parameters<typeof createClient>[0];

/** Path, rule and message of each problem that a client made of these ports is refused with. */
function problemsOf(ports: unknown): string[][] {
  try {
    createClient(ports as ClientPorts, OPTIONS);
  } catch (error) {
    assert.ok(isKoreNotifyError(error), String(error));
    assert.equal(error.code, 'invalid_options');
    return error.problems.map(({ path, rule, message }) => [path, rule, message]);
  }
  return [];
}

describe('The ports of a client', () => {
  for (const nothing of [{}, undefined, null, 'ports'])
    it(`are all reported at once when there are none, as in ${JSON.stringify(nothing)}`, () => {
      assert.deepEqual(
        problemsOf(nothing),
        ['http', 'clock', 'signer'].map((name) => [`ports.${name}`, 'required', 'It is missing.']),
      );
    });

  it('are taken when each has its methods', () => {
    assert.deepEqual(problemsOf(PORTS), []);
    assert.deepEqual(problemsOf({ ...PORTS, logger: undefined, journal: null }), []);
  });

  it('are refused by name where a method is missing, also those that need not be given', () => {
    const given = {
      ...PORTS,
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      signer: 'secret-of-the-app',
      logger: () => undefined,
      memory: { recall: () => undefined, note: () => Promise.resolve() },
      journal: { close: () => undefined },
      pacer: {},
    };
    assert.deepEqual(problemsOf(given), [
      ['ports.clock', 'type', 'It has no method elapsedMs(), turn(), random().'],
      ['ports.signer', 'type', 'It has no method sign().'],
      ['ports.logger', 'type', 'It has no method log().'],
      ['ports.memory', 'type', 'It has no method keyOf().'],
      ['ports.journal', 'type', 'It has no method open().'],
      ['ports.pacer', 'type', 'It has no method take(), refused(), forecast().'],
    ]);
  });

  it('are refused where reading one throws', () => {
    const given = {
      ...PORTS,
      get http() {
        throw new Error('a getter');
      },
    };
    assert.deepEqual(problemsOf(given), [['ports.http', 'required', 'It is missing.']]);
  });

  it('are reported in words that say what to pass', () => {
    assert.throws(
      () => createClient({ ...PORTS, http: {} } as unknown as ClientPorts, OPTIONS),
      /ports\.http: It has no method send\(\)\. Pass an object with send\(\)\./,
    );
  });
});
