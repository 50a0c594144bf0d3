import { randomUUID } from 'node:crypto';
import { createSimulator, type Simulator, type SimulatorOptions } from '@kore-notify/simulator';

/** A simulator to look at, and a way to call it. */
export interface Scene {
  readonly simulator: Simulator;
  /** Sends as a client does. @returns the request ID */
  readonly send: (call: 'notify' | 'notifyV2', body: object) => Promise<string>;
  stop(): Promise<void>;
}

/** Starts a simulator whose jobs are final at once. */
export async function startScene(options: SimulatorOptions = {}): Promise<Scene> {
  const simulator = await createSimulator({ jobDurationMs: 0, ...options });
  return {
    simulator,
    send: async (call, body) => {
      const { token } = (await (await fetch(`${simulator.url}/_simulator/token`)).json()) as {
        token: string;
      };
      const answer = await fetch(`${simulator.url}/api/public/bot/${simulator.app.botId}/${call}`, {
        method: 'POST',
        headers: { auth: token, 'content-type': 'application/json', 'x-trace': randomUUID() },
        body: JSON.stringify(body),
      });
      const { _id } = (await answer.json()) as { _id?: string };
      return _id ?? '';
    },
    stop: () => simulator.stop(),
  };
}

export const CARD = {
  type: 'AdaptiveCard',
  version: '1.4',
  body: [
    {
      type: 'TextBlock',
      text: 'Order {orderId} has been shipped',
      size: 'Large',
      weight: 'Bolder',
      wrap: true,
    },
    { type: 'TextBlock', text: 'Hello {name}, your parcel arrives on Friday.', wrap: true },
    { type: 'Image', url: 'https://pictures.example/parcel.png', altText: 'a parcel' },
    {
      type: 'FactSet',
      facts: [
        { title: 'Carrier', value: 'Blue Parcel' },
        { title: 'Weight', value: '2.4 kg' },
      ],
    },
  ],
  actions: [{ type: 'Action.OpenUrl', title: 'Track the parcel', url: 'https://track.example/1' }],
};

const TEMPLATE = {
  type: 'template',
  template: {
    name: 'order_shipped',
    language: { code: 'en' },
    components: [
      {
        type: 'body',
        parameters: [
          { type: 'text', text: '{name}' },
          { type: 'text', text: '{orderId}' },
        ],
      },
    ],
  },
};

/** One message of each form in which a channel shows one. */
export async function sendEachForm({ send }: Pick<Scene, 'send'>): Promise<void> {
  await send('notify', {
    channel: 'slack',
    userIdentityType: 'resolve',
    message: { type: 'text', val: 'Maintenance tonight from 22:00 to 23:00.' },
    identities: ['ann@example.com', 'ben@example.com', 'nobody@example.com'],
  });
  await send('notify', {
    channel: 'msteams',
    userIdentityType: 'resolve',
    message: { type: 'script', val: "print(JSON.stringify({ text: 'Hi' }));" },
    identities: ['ann@example.com'],
  });
  const parameters = { name: 'Ann', orderId: 'A-1001' };
  await send('notifyV2', {
    channel: 'ivr',
    content: { type: 'text', value: 'Hello {name}, your order {orderId} left.' },
    identities: [{ email: 'ann@example.com', parameters }],
  });
  await send('notifyV2', {
    channel: 'whatsapp',
    message: { type: 'template', value: TEMPLATE },
    identities: [
      { phoneNumber: '+4930555004', parameters },
      { phoneNumber: '+49305550000', parameters: { name: 'Leo', orderId: 'A-1012' } },
    ],
  });
  await send('notifyV2', {
    channel: 'whatsapp',
    message: {
      type: 'template',
      value: { type: 'image', image: { link: 'https://pictures.example/parcel.jpg', caption: 'Shipped' } },
    },
    identities: [{ phoneNumber: '+4930555004' }],
  });
  await send('notifyV2', {
    channel: 'msteams',
    message: { type: 'template', value: CARD },
    identities: [
      { email: 'ann@example.com', parameters },
      { email: 'ben@example.com', parameters: { name: 'Ben', orderId: 'A-1002' } },
    ],
  });
}
