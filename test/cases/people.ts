/** Recipients of the cases, by index. Both send calls reach them by e-mail. */
export const PEOPLE = [
  'ada@example.org',
  'bob@example.org',
  'cleo@example.org',
  'dan@example.org',
  'eve@example.org',
  'finn@example.org',
  'gus@example.org',
  'hana@example.org',
] as const;

/** Text of the messages of the cases: a needle that no report, error or log line may hold. */
export const MESSAGE = 'Door code 8264-kingfisher';

/** A send to the first so many people. */
export function inputFor(call: 'send' | 'sendV2', count: number) {
  const recipients = PEOPLE.slice(0, count);
  return call === 'send'
    ? { channel: 'slack', message: MESSAGE, recipients }
    : { channel: 'msteams', message: MESSAGE, recipients };
}

/** A user and a device of the cases. */
export const DEVICE = { userId: 'user-1', deviceId: 'device-1', osType: 'Android' } as const;
