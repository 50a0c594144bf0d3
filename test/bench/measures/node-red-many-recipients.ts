import type { Measure } from '../measure.ts';
import { httpRequest, koreSend, type Load } from '../node-red-contestants.ts';

const load: Load = { messages: 200, recipients: 1_000 };

export const measure: Measure = {
  name: 'node-red-many-recipients',
  title: 'Node-RED: 200 messages of 1,000 recipients',
  usesServer: true,
  isSameWork: true,
  ours: koreSend(load),
  peer: httpRequest(load),
  comparisons: [{ figure: 'messages/s', unit: '/s', value: 'ours / peer', floor: { atLeast: 1.2 } }],
};
