import assert from 'node:assert/strict';
import { type RawClient, startClient, stopAll } from './raw-client.ts';

/** Bodies as Kore.ai's documentation prints them, with the masks that it puts over people and devices. */
const PRINTED_V1 = [
  `{
"channel": "msteams",
"userIdentityType": "resolve",
"message": {
"type": "text",
"val": "Please reset your password."
},
"identities": [
"pxxxxxxn@example.com"
]
}`,
];

const PRINTED_V2 = [
  `{
  "channel": "ivr",
  "webhookInstanceName": "Webhook",
  "userIdentityType": "resolve",
  "content": {
    "type": "text",
    "value": "Hello! Your order has been shipped. Track it using the provided details."
  },
  "identities": [
    { "email": "user1@example.com" },
    { "email": "user2@example.com" }
  ]
}`,
  `{
  "channel": "hangouts",
  "userIdentityType": "resolve",
  "content": {
    "type": "text",
    "value": "Hello! Your order has been shipped. Track it using the provided details."
  },
  "identities": [
  { "spaceId": "AAQAPWixxxx" },
  { "spaceId": "o7ZNt8Axxxx" }
]
}`,
  `{
  "channel": "ivr",
  "webhookInstanceName": "Webhook",
  "userIdentityType": "resolve",
  "content": {
    "type": "text",
    "value": "Hello! Your order has been shipped."
  },
  "identities": [
    { "email": "user@example.com", "customMessage": "Hi John, your package is on the way!" },
    { "email": "user@example.com" }
  ]
}`,
  `{
  "channel": "ivr",
  "webhookInstanceName": "Webhook",
  "userIdentityType": "resolve",
  "content": {
    "type": "text",
    "value": "Hello {name}! Your reference number is {refId}."
  },
  "identities": [
    { "email": "user@example.com", "parameters": { "name": "Charlie", "refId": "XYZ-789" } },
    { "email": "user@example.com", "parameters": { "name": "Diana", "refId": "UVW-012" } }
  ]
}`,
  `{
  "channel": "ivr",
  "webhookInstanceName": "Webhook",
  "userIdentityType": "resolve",
  "content": {
    "type": "template",
    "value": "Hello {name}, your order ID is {orderId}."
  },
  "identities": [
    { "email": "user@example.com", "parameters": { "name": "Alice", "orderId": "ABC-123" } },
    { "email": "user@example.com", "parameters": { "name": "Bob", "orderId": "DEF-456" } }
  ]
}`,
  `{
    "channel": "whatsapp",
    "userIdentityType": "resolve",
    "message": {
        "type": "template",
        "value": {
            "type": "image",
            "image": {
                "link": "https://imagej.net/images/2D_Gel.jpg",
                "caption": "Random Image"
            }
        }
    },
    "identities": [
        {
            "phoneNumber": "91xxxxxxx4"
        }
    ]
}`,
];

const PRINTED_DEVICE = `{
    "deviceId": "exxxxxf0-bxx3-4xx3-axx7-fexxxxxxxxxx2",
    "osType": "Android",
    "userId": "u-dxxxxxx1-7xx0-5xxb-axx2-84xxxxxxxxx2"
}`;

const PRINTED_UNSUBSCRIBE = [
  `{
  "devices":
              [
    { "deviceId": "exxxxxx0-bxx3-4xx3-axx7-fxxxxxxxxxxf", "osType": "iOS" },
               { "deviceId": "exxxxxx1-bxx5-5xx3-axx2-bxxxxxxxxxxf", "osType": "Android" }
              ],
              "userId": "u-fxxxxxxe-6xx3-5xx8-8xx7-0xxxxxxxxxx4"
}`,
  `{
    "unsubscribe": "all",
    "userId": "u-fxxxxxxe-6b83-56d8-8397-011c430550a4"
}`,
];

const PRINTED_USER = '-f30xxx4e-6xx3-5xx8-8xx7-01xxxxxxxxx4u';

describe('The requests of the documentation, as they are printed', () => {
  let client: RawClient;
  beforeEach(async () => {
    client = await startClient();
  });
  afterEach(stopAll);

  const inboxIdentities = () => client.simulator.messages().map(({ identity }) => identity);

  it('of Send V1 are taken', async () => {
    for (const body of PRINTED_V1) assert.equal((await client.send(body)).status, 200);
    assert.deepEqual(inboxIdentities(), ['pxxxxxxn@example.com']);
  });

  it('of Send V2 are taken, also with masks for digits', async () => {
    for (const body of PRINTED_V2) {
      const { status, text } = await client.sendV2(body);
      assert.equal(status, 200, text);
    }
    const masked = ['+9198XXXXXX', '91xxxxxxx4', '+91 98XXX XXXXX'];
    for (const phoneNumber of masked) {
      const body = {
        channel: 'whatsapp',
        message: { type: 'text', value: 'Hi' },
        identities: [{ phoneNumber }],
      };
      assert.equal((await client.sendV2(body)).status, 200, phoneNumber);
    }
    assert.ok(inboxIdentities().includes('91xxxxxxx4'));
  });

  it('of the device calls are taken, in each way that a path is printed', async () => {
    const { botId } = client.simulator.app;
    for (const path of [
      `/API/public/streams/:${botId}/sdknotifications/subscribe`,
      `/api/public/stream/:${botId}/sdknotifications/subscribe`,
    ])
      assert.equal((await client.request({ method: 'POST', path, body: PRINTED_DEVICE })).status, 200, path);
    const list = `/api/public/streams/:${botId}/subscribeddevices?uId=${PRINTED_USER}`;
    assert.equal((await client.request({ path: list })).status, 200);
    for (const body of PRINTED_UNSUBSCRIBE) assert.equal((await client.unsubscribe(body)).status, 200);
  });
});

describe('A channel that is not documented', () => {
  afterEach(stopAll);

  it('is taken by both send calls, with any one identity key', async () => {
    const client = await startClient();
    const message = { type: 'text', value: 'Hi {name}' };
    const identities = [
      { msisdn: '447700900123' },
      { msisdn: '447700900124', parameters: { name: 'Ann' } },
      { msisdn: '447700900125', customMessage: 'Hello {name}', parameters: { name: 'Bob' } },
    ];
    const answer = await client.sendV2({ channel: 'rcs', message, identities });
    assert.equal(answer.status, 200, answer.text);
    const v1 = {
      channel: 'line',
      userIdentityType: 'resolve',
      message: { type: 'text', val: 'Hi' },
      identities: ['x'],
    };
    assert.equal((await client.send(v1)).status, 200);
    const shown = client.simulator.messages().map(({ channel, identity, text }) => [channel, identity, text]);
    assert.deepEqual(
      new Set(shown.map((one) => one.join(' | '))),
      new Set([
        'rcs | 447700900123 | Hi {name}',
        'rcs | 447700900124 | Hi Ann',
        'rcs | 447700900125 | Hello Bob',
        'line | x | Hi',
      ]),
    );
  });
});
