import assert from 'node:assert/strict';
import { sampleFor, SAMPLES } from '../../../src/send/message/samples.ts';
import { V1_CHANNELS, V2_CHANNELS } from '../../../src/vocabulary/channels.ts';
import { V1_MESSAGE_TYPES, V2_MESSAGE_TYPES } from '../../../src/vocabulary/inputs.ts';
import { previewSend } from '../../preview-send.ts';

/** Somebody on each channel, with a value for each placeholder of the samples. */
const ROW = { email: 'ann@example.com', spaceId: 'AAQAPWixxxx', phoneNumber: '+447700900123', user: 'u-1' };
const VALUES = { name: 'Ann', refId: 'XYZ-789', orderId: 'ABC-123' };

describe('A sample to start from', () => {
  for (const { api, channel, messageType, message } of SAMPLES)
    it(`of ${api}, ${channel ?? 'any other channel'}, ${messageType} is sent as it stands, without a remark`, () => {
      const other = channel === undefined ? { channel: 'line', identityKey: 'user' } : { channel };
      const input = { ...other, messageType, message, recipients: [{ ...ROW, ...VALUES }] };
      const { problems, warnings, requests } = previewSend(api, input);
      assert.deepEqual(problems, []);
      assert.deepEqual(
        warnings.filter(({ path }) => path !== 'channel'),
        [],
      );
      assert.equal(requests.length, 1);
    });

  it('is there for each call, channel and type', () => {
    for (const [api, channels, types] of [
      ['v1', V1_CHANNELS, V1_MESSAGE_TYPES],
      ['v2', V2_CHANNELS, V2_MESSAGE_TYPES],
    ] as const)
      for (const channel of [...channels, 'rcs', undefined])
        for (const type of types)
          assert.ok(sampleFor(api, channel, type), `${api} ${String(channel)} ${type}`);
  });

  it('of a template is JSON where the channel documents it, and text with placeholders elsewhere', () => {
    const starts = Object.fromEntries(
      [...V2_CHANNELS, 'rcs'].map((channel) => [channel, sampleFor('v2', channel, 'template')?.message[0]]),
    );
    assert.deepEqual(starts, { ivr: 'H', hangouts: 'H', whatsapp: '{', msteams: '{', rcs: 'H' });
  });
});
