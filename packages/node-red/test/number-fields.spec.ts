import assert from 'node:assert/strict';
import { createClient, DEFAULTS, isKoreNotifyError, resolveOptions } from '@kore-notify/core';
import { AxiosHttp, JsonwebtokenSigner, SystemClock } from '@kore-notify/core/node';
import { type Fields, figureOf, isInRange, type NumberField } from '../src/fields.ts';
import { FIELDS as APP_FIELDS } from '../src/nodes/kore-app/fields.ts';
import { FIELDS as SEND_FIELDS } from '../src/nodes/kore-send-v2/fields.ts';

const CONNECTION = { host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1' };
const client = createClient(
  {
    http: new AxiosHttp(),
    clock: new SystemClock(),
    signer: new JsonwebtokenSigner({ algorithm: 'HS256', key: 'a-secret-that-is-long-enough-to-sign-with' }),
  },
  CONNECTION,
);

/** In the unit of the core, under the core's name. */
function asCore(name: string, { kind }: NumberField, value: number): object {
  return kind === 'duration' ? { [name.replace(/Seconds$/, 'Ms')]: value * 1000 } : { [name]: value };
}

function doesAppTake(options: object): boolean {
  try {
    const { perRun, perDay, ...others } = options as Readonly<Record<string, number>>;
    const guards = {
      ...(perRun === undefined ? {} : { perRun }),
      ...(perDay === undefined ? {} : { perDay }),
    };
    resolveOptions({ ...CONNECTION, ...others, guards });
    return true;
  } catch (error) {
    assert.ok(isKoreNotifyError(error));
    return false;
  }
}

async function doesSendTake(options: Readonly<Record<string, unknown>>): Promise<boolean> {
  const { waitTimeoutMs, firstIntervalMs, onceHours, ...others } = options;
  const plan = await client.plan(
    'v2',
    { channel: 'msteams', message: 'Hi', recipients: ['a@example.org'] },
    {
      ...others,
      ...(waitTimeoutMs === undefined ? {} : { wait: { timeoutMs: waitTimeoutMs as number } }),
      ...(firstIntervalMs === undefined ? {} : { wait: { firstIntervalMs: firstIntervalMs as number } }),
      ...(onceHours === undefined ? {} : { once: { key: 'a', hours: onceHours as number } }),
    },
  );
  // A maximum below one recipient is a valid one.
  return plan.problems.every(({ path }) => path === 'recipients');
}

/** Around each end of the range, and other numbers that somebody may type. */
function numbersFor(field: NumberField): readonly number[] {
  const ends = [field.min, field.above, field.max].flatMap((end) => figureOf(field, end, DEFAULTS) ?? []);
  const near = ends.flatMap((end) => [end - 1, end, end + 1]);
  return [...near, 0, 0.5, 1.5, -1, 50, 1e12, Infinity, NaN];
}

describe('A number field of a dialog', () => {
  const numbersOf = (fields: Fields): [string, NumberField][] =>
    Object.entries(fields).filter(
      (entry): entry is [string, NumberField] => entry[1].kind === 'number' || entry[1].kind === 'duration',
    );

  for (const [name, field] of numbersOf(APP_FIELDS))
    it(`${name} of an app takes what the core takes, and nothing else`, () => {
      for (const value of numbersFor(field))
        assert.deepEqual(
          [value, isInRange(field, value, DEFAULTS)],
          [value, doesAppTake(asCore(name, field, value))],
        );
    });

  for (const [name, field] of numbersOf(SEND_FIELDS))
    it(`${name} of a send takes what the core takes, and nothing else`, async () => {
      for (const value of numbersFor(field))
        assert.deepEqual(
          [value, isInRange(field, value, DEFAULTS)],
          [value, await doesSendTake({ ...asCore(name, field, value) })],
        );
    });

  it('shows the default that the core has, in seconds', () => {
    assert.equal(
      figureOf(SEND_FIELDS.waitTimeoutSeconds, SEND_FIELDS.waitTimeoutSeconds.default, DEFAULTS),
      300,
    );
    assert.equal(figureOf(SEND_FIELDS.paceShare, SEND_FIELDS.paceShare.default, DEFAULTS), 100);
    assert.equal(figureOf(SEND_FIELDS.paceShare, SEND_FIELDS.paceShare.default, {}), undefined);
  });
});
