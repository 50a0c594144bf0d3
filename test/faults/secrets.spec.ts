import { inspect } from 'node:util';
import { createSimulator, type Simulator } from '@kore-notify/simulator';
import { inputFor, MESSAGE } from '../cases/people.ts';
import { checkSecrets } from './check-case.ts';
import { connect } from './run-case.ts';

const SECRET = 'a-secret-of-the-user-7777';
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJhcHBJZCI6ImNzLTEifQ.c2lnbmF0dXJl';
const ESCAPED = JSON.stringify({ auth: TOKEN });

describe('secrets', () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await createSimulator();
  });
  afterEach(() => simulator.stop());

  const bodies: readonly (readonly [string, unknown])[] = [
    ['as words', { errors: [{ msg: `The token ${TOKEN} is not good`, code: TOKEN }] }],
    ['as text', `auth: ${TOKEN}`],
    ['inside JSON inside words', { errors: [{ message: ESCAPED }] }],
    ['of five parts', { error: `Cannot decrypt ${TOKEN}.c29tZQ.dGFn` }],
    ['at the end of long words', { errors: [{ msg: `${'x'.repeat(290)} ${TOKEN}` }] }],
  ];
  for (const status of [400, 401, 403, 429, 500])
    for (const [how, body] of bodies)
      it(`a token that the platform repeats ${how} with ${status} is not shown`, async () => {
        const client = connect(simulator, { clientSecret: SECRET });
        simulator.addFault({ kind: 'answer', status, body, times: 99 });
        const call = client.sendV2(inputFor('sendV2', 1), { maxPauseMs: 10 });
        const devices = await client.listDevices({ userId: 'user-1' }, { maxPauseMs: 10 }).catch(String);
        const shown = inspect([await call, devices, client.logLines], { depth: null });
        client.close();
        checkSecrets({ shown, clientSecret: SECRET }, [MESSAGE]);
      });

  it('stand in no answer of the test of a connection', async () => {
    for (const options of [{}, { botId: 'st-other' }, { clientId: 'cs-other' }, { clientSecret: SECRET }]) {
      const client = connect(simulator, options);
      const shown = inspect([await client.checkConnection(), client.logLines], { depth: null });
      client.close();
      checkSecrets({ shown, clientSecret: options.clientSecret ?? simulator.app.clientSecret }, []);
    }
  });
});
