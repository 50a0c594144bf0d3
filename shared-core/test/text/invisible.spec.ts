import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readSigningKey } from '../../src/auth/signing-key.ts';
import { createClient } from '../../src/client.ts';
import { FakeClock, FakeSigner, jsonAnswer, ScriptedHttp } from '../../src/testing/index.ts';
import { invisibleIn, trimInvisible, withoutInvisible } from '../../src/text/invisible.ts';
import { isKoreNotifyError } from '../../src/vocabulary/errors.ts';

const HIDDEN = [
  0xad, 0x34f, 0x61c, 0x115f, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202e, 0x2060, 0x2064,
  0x2066, 0x2069, 0xfe00, 0xfe0f, 0xfeff, 0xfff9, 0xe0061, 0xe0100,
].map((code) => String.fromCodePoint(code));
const BLANKS = [' ', '\t', '\n', '\r', '\x85', '\xa0', '\u2003', '\u2028', '\u202f', '\u3000'];

const hidden = fc.constantFrom(...HIDDEN);
const edge = fc.string({ unit: fc.constantFrom(...HIDDEN, ...BLANKS), maxLength: 4 });
const word = fc.stringMatching(/^[\w.@+-]{1,12}$/);

describe('Invisible characters', () => {
  it('leave both ends of a text, with every kind of blank', () => {
    fc.assert(
      fc.property(edge, word, edge, (before, text, behind) => {
        assert.equal(trimInvisible(before + text + behind), text);
        assert.equal(trimInvisible(before + behind), '');
      }),
    );
  });

  it('stay inside a text that is only trimmed, and are named by their code point', () => {
    fc.assert(
      fc.property(word, hidden, word, (one, sign, other) => {
        const text = one + sign + other;
        assert.equal(trimInvisible(text), text);
        assert.equal(withoutInvisible(text), one + other);
        const code = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
        assert.equal(invisibleIn(text), `U+${code}`);
        assert.equal(invisibleIn(one), undefined);
      }),
    );
    assert.equal(invisibleIn('a\xa0b'), 'U+00A0');
    assert.equal(withoutInvisible('a\xa0b'), 'a\xa0b');
  });

  it('never cost half a character, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const trimmed = trimInvisible(text);
        assert.ok(text.includes(trimmed));
        assert.equal(trimInvisible(trimmed), trimmed);
        assert.equal(withoutInvisible(trimmed), trimmed.replaceAll(/[\p{DI}\ufff9-\ufffb]/gu, ''));
      }),
    );
    assert.equal(trimInvisible('\ud83d\ude00'), '\ud83d\ude00');
  });

  it('at the ends of any id change no request', async () => {
    await fc.assert(
      fc.asyncProperty(edge, edge, async (before, behind) => {
        const around = (text: string): string => before + text + behind;
        assert.deepEqual(await requestsOf(around), await requestsOf((text) => text));
        assert.equal(secretOf(around('geheim')), 'geheim');
      }),
      { numRuns: 100 },
    );
  });

  it('inside of an id are a problem that names them, and nothing is asked', async () => {
    const inside = (text: string): string => `${text.slice(0, 2)}\u200b${text.slice(2)}`;
    for (const name of ['botId', 'clientId'] as const)
      assert.throws(() => clientWith((text) => text, { [name]: inside('st-1') }), /U\+200B/);
    assert.throws(() => clientWith((text) => text, { host: inside('platform.kore.ai') }), /U\+200B/);
    const { client, clock, http } = clientWith((text) => text);
    for (const call of [
      () => client.listDevices({ userId: inside('u-1') }),
      () => client.unsubscribeAllDevices({ userId: inside('u-1') }),
      () => client.subscribeDevice({ userId: 'u-1', deviceId: inside('d-1'), osType: 'iOS' }),
      () => client.getStatus({ requests: inside('ds-1') }),
      () => client.send({ channel: 'msteams', message: 'Hi', recipients: [inside('emp-1')] }),
      () => client.sendV2({ channel: 'hangouts', message: 'Hi', recipients: [inside('AAQA')] }),
    ])
      await assert.rejects(
        () => clock.runUntilSettled<unknown>(call()),
        (error) => isKoreNotifyError(error) && error.message.includes('U+200B'),
      );
    assert.equal(http.requests.length, 0);
  });
});

describe('A user id that a program broke', () => {
  for (const userId of [
    'undefined',
    'null',
    '[object Object]',
    '{{ $json.id }}',
    'u-\ufffd',
    2 ** 60,
    Number.NaN,
  ])
    it(`is refused: ${String(userId)}`, async () => {
      const { client, clock, http } = clientWith((text) => text);
      await assert.rejects(
        () => clock.runUntilSettled(client.unsubscribeAllDevices({ userId: userId as string })),
        (error) => isKoreNotifyError(error) && error.problems.every(({ path }) => path === 'userId'),
      );
      assert.equal(http.requests.length, 0);
    });
});

function secretOf(key: string): string {
  const read = readSigningKey({ algorithm: 'HS256', key }, () => ({}));
  return read.kind === 'secret' ? read.secret : '';
}

function clientWith(around: (text: string) => string, more: object = {}) {
  const clock = new FakeClock();
  const http = new ScriptedHttp(clock, [
    () =>
      jsonAnswer(200, {
        _id: 'ds-1',
        status: 'SUCCESS',
        success: true,
        subscribedDevices: [],
        statusLogs: [],
      }),
  ]);
  const client = createClient(
    { http, clock, signer: new FakeSigner() },
    {
      host: around('platform.kore.ai'),
      botId: around('st-1'),
      clientId: around('cs-1'),
      subject: around('u-0'),
      ...more,
    },
  );
  return { client, clock, http };
}

/** Every call, with every id in it. */
async function requestsOf(around: (text: string) => string): Promise<unknown> {
  const { client, clock, http } = clientWith(around);
  const device = { deviceId: around('d-1'), osType: around('iOS') };
  for (const call of [
    () => client.listDevices({ userId: around('u-1') }),
    () => client.subscribeDevice({ userId: around('u-1'), ...device }),
    () => client.unsubscribeDevices({ userId: around('u-1'), devices: [device] }),
    () => client.unsubscribeAllDevices({ userId: around('u-1') }),
    () => client.getStatus({ requests: [around('ds-1')] }),
    () =>
      client.send({ channel: 'msteams', message: 'Hi', recipients: [around('emp-1'), around('a@x.org')] }),
    () => client.sendV2({ channel: 'msteams', message: 'Hi', recipients: [{ email: around('a@x.org') }] }),
    () => client.sendV2({ channel: 'hangouts', message: 'Hi', recipients: [{ spaceId: around('AAQA') }] }),
    () => client.sendV2({ channel: 'whatsapp', message: 'Hi', recipients: [around('+491713920012')] }),
  ])
    await clock.runUntilSettled<unknown>(call());
  return http.requests.map(({ url, body, headers }) => ({ url, body, headers }));
}
