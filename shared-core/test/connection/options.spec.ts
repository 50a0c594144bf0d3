import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HOSTS } from '../../src/vocabulary/hosts.ts';
import { createClient } from '../../src/client.ts';
import { isKoreNotifyError, type KoreNotifyError } from '../../src/vocabulary/errors.ts';
import { resolveOptions } from '../../src/connection/resolve-options.ts';
import { type ClientOptions, DEFAULTS } from '../../src/vocabulary/options.ts';
import { FakeClock, FakeSigner, ScriptedHttp } from '../../src/testing/index.ts';
import { ACCEPTED, createBench, textTo } from '../run-client.ts';

const GOOD: ClientOptions = { host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1' };

function originOf(host: string, allowHttp = false): string {
  return resolveOptions({ ...GOOD, host, allowHttp }).origin;
}

function refusalOf(options: unknown): KoreNotifyError | undefined {
  try {
    resolveOptions(options as ClientOptions);
  } catch (error) {
    assert.ok(isKoreNotifyError(error), String(error));
    assert.equal(error.code, 'invalid_options');
    return error;
  }
  return undefined;
}

function problemsOf(options: unknown): [string, string][] {
  return (refusalOf(options)?.problems ?? []).map(({ path, rule }) => [path, rule]);
}

function messageOf(options: unknown): string {
  return refusalOf(options)?.message ?? '';
}

describe('Options', () => {
  it('have their defaults in one place', () => {
    assert.deepEqual(resolveOptions(GOOD), {
      origin: 'https://platform.kore.ai',
      botId: 'st-1',
      clientId: 'cs-1',
      subject: 'cs-1',
      useJti: false,
      tokenLifetimeSeconds: 300,
      maxPerMinute: 600,
      maxPerHour: 18_000,
      maxInFlight: 10,
      requestTimeoutMs: 30_000,
      maxAttempts: 5,
      timeScale: 1,
    });
    assert.equal(DEFAULTS.recipientsPerRequest, 1_000);
  });

  for (const [host, origin] of [
    ['platform.kore.ai', 'https://platform.kore.ai'],
    ['  platform.kore.ai\n', 'https://platform.kore.ai'],
    ['https://platform.kore.ai', 'https://platform.kore.ai'],
    ['https://platform.kore.ai/', 'https://platform.kore.ai'],
    ['HTTPS://Platform.Kore.AI', 'https://platform.kore.ai'],
    ['https://platform.kore.ai/builder/app?x=1#top', 'https://platform.kore.ai'],
    ['platform.kore.ai/api/public', 'https://platform.kore.ai'],
    ['\ufeffplatform.kore.ai\u200b', 'https://platform.kore.ai'],
    ['\u00a0https://platform.kore.ai/ \u2060', 'https://platform.kore.ai'],
    ['"https://platform.kore.ai/"', 'https://platform.kore.ai'],
    ['<https://platform.kore.ai>', 'https://platform.kore.ai'],
    ['//platform.kore.ai', 'https://platform.kore.ai'],
    ['platform.kore.ai.', 'https://platform.kore.ai'],
    ['bots.kore.ai:8443', 'https://bots.kore.ai:8443'],
    ['localhost:3030', 'http://localhost:3030'],
    ['127.0.0.1:3030/', 'http://127.0.0.1:3030'],
    ['http://[::1]:3030', 'http://[::1]:3030'],
    ['https://localhost', 'https://localhost'],
    ['kore.intranet', 'https://kore.intranet'],
    ['10.0.255.1', 'https://10.0.255.1'],
    ['1.2.3.4.example', 'https://1.2.3.4.example'],
  ] as const)
    it(`take “${host.trim()}” as a host`, () => {
      assert.equal(originOf(host), origin);
    });

  for (const { host } of HOSTS)
    it(`take ${host}, which is offered, in every writing of it`, () => {
      fc.assert(
        fc.property(
          fc.constantFrom('', ' ', '\n', '\ufeff', '\u00a0', '\t'),
          fc.constantFrom('', 'https://', 'HTTPS://', '//'),
          fc.constantFrom('', '/', '/builder/app', '?x=1', '#top', ':443', ':443/', '.'),
          fc.boolean(),
          (blank, scheme, end, isUpper) => {
            const written = isUpper ? host.toUpperCase() : host;
            assert.equal(originOf(`${blank}${scheme}${written}${end}${blank}`), `https://${host}`);
          },
        ),
      );
    });

  for (const host of [
    '',
    '   ',
    'ftp://platform.kore.ai',
    'https://',
    'platform kore ai',
    'user:pass@platform.kore.ai',
    'https://user@platform.kore.ai',
    'platform.kore.ai:port',
    'platform.kore.ai:99999',
    'javascript:alert(1)',
    '../etc/passwd',
    '256.1.1.1',
    '1.2.3.4.5',
    '1.2.3',
    '127.1',
    '0177.0.0.1',
    'platform.kore.ai.7',
  ])
    it(`refuse “${host}” as a host`, () => {
      assert.equal(problemsOf({ ...GOOD, host })[0]?.[0], 'host');
    });

  it('refuse http, over which the token could be read, but to this machine or by explicit switch', () => {
    for (const host of [
      'http://platform.kore.ai',
      'HTTP://10.0.0.1',
      'http://localhost.evil.example',
      'http://127.0.0.1.evil.example',
    ])
      assert.deepEqual(problemsOf({ ...GOOD, host }), [['host', 'format']], host);
    assert.equal(originOf('http://localhost:1880'), 'http://localhost:1880');
    assert.equal(originOf('http://127.1.2.3'), 'http://127.1.2.3');
    assert.equal(originOf('http://kore.intranet:8080/', true), 'http://kore.intranet:8080');
  });

  it('miss what is not there, all at once', () => {
    assert.deepEqual(problemsOf({}), [
      ['host', 'required'],
      ['botId', 'required'],
      ['clientId', 'required'],
    ]);
    assert.deepEqual(problemsOf({ host: 7, botId: null, clientId: ' ' }), [
      ['host', 'required'],
      ['botId', 'required'],
      ['clientId', 'required'],
    ]);
  });

  it('notice that the two ids are exchanged', () => {
    assert.deepEqual(problemsOf({ ...GOOD, botId: 'cs-1', clientId: 'st-1' }), [['botId', 'conflict']]);
    assert.match(messageOf({ ...GOOD, botId: 'cs-1', clientId: 'st-1' }), /appear to be swapped/);
  });

  for (const [name, id, what, wanted] of [
    ['botId', 'cs-1', 'This is a Client ID.', /Bot ID \(st-…\).*General Settings in the App Builder/],
    ['clientId', 'st-1', 'This is a Bot ID.', /Client ID \(cs-…\)/],
  ] as const)
    it(`say what the one id in the wrong field is: ${name} ${id}`, () => {
      const wrong = { ...GOOD, [name]: id };
      assert.deepEqual(problemsOf(wrong), [[name, 'format']]);
      assert.ok(messageOf(wrong).includes(`${name}: ${what}`), messageOf(wrong));
      assert.match(messageOf(wrong), wanted);
      assert.doesNotMatch(messageOf(wrong), /exchanged/);
    });

  it('refuse a bot id that would mean another path', () => {
    for (const botId of ['.', '..']) assert.deepEqual(problemsOf({ ...GOOD, botId }), [['botId', 'format']]);
  });

  it('percent-encode the bot id in the path', async () => {
    const bench = createBench([ACCEPTED], { options: { botId: 'st-a/../b?c#d %' } });
    await bench.run(bench.client.send(textTo('a@x.org')));
    assert.equal(
      bench.http.requests[0]?.url,
      'https://platform.kore.ai/api/public/bot/st-a%2F..%2Fb%3Fc%23d%20%25/notify',
    );
  });

  for (const [name, min, max] of [
    ['tokenLifetimeSeconds', 60, 86_400],
    ['maxPerMinute', 1, 10_000_000],
    ['maxPerHour', 1, 10_000_000],
    ['maxInFlight', 1, 100],
    ['requestTimeoutMs', 1, 600_000],
    ['maxAttempts', 1, 100],
    ['timeScale', 1, 100_000],
  ] as const)
    it(`take ${name} from ${min} to ${max}`, () => {
      assert.equal(resolveOptions({ ...GOOD, [name]: min })[name], min);
      assert.equal(resolveOptions({ ...GOOD, [name]: max })[name], max);
      const garbage: unknown[] = [min - 1, max + 1, NaN, Infinity, '5', {}, Object.create(null), Symbol('x')];
      for (const value of garbage)
        assert.deepEqual(problemsOf({ ...GOOD, [name]: value }), [[name, 'range']]);
    });

  for (const name of ['tokenLifetimeSeconds', 'maxPerMinute', 'maxPerHour', 'maxInFlight', 'maxAttempts'])
    it(`take only whole numbers for ${name}`, () => {
      assert.deepEqual(problemsOf({ ...GOOD, [name]: 61.5 }), [[name, 'range']]);
    });

  it('take a token lifetime of an hour at most with JTI', () => {
    assert.equal(
      resolveOptions({ ...GOOD, useJti: true, tokenLifetimeSeconds: 3_600 }).tokenLifetimeSeconds,
      3_600,
    );
    assert.deepEqual(problemsOf({ ...GOOD, useJti: true, tokenLifetimeSeconds: 3_601 }), [
      ['tokenLifetimeSeconds', 'range'],
    ]);
  });

  it('take the client id for a subject that is not given', () => {
    for (const subject of ['', '  ']) assert.equal(resolveOptions({ ...GOOD, subject }).subject, 'cs-1');
    assert.equal(resolveOptions({ ...GOOD, subject: ' u-1 ' }).subject, 'u-1');
    assert.deepEqual(problemsOf({ ...GOOD, subject: 7 }), [['subject', 'type']]);
  });

  it('of a client are checked when it is made', () => {
    const clock = new FakeClock();
    const ports = { clock, http: new ScriptedHttp(clock, []), signer: new FakeSigner() };
    assert.throws(() => createClient(ports, { ...GOOD, host: '' }), {
      name: 'KoreNotifyError',
      code: 'invalid_options',
    });
  });
});
