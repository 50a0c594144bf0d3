import type { Measure } from '../measure.ts';
import { httpRequest, koreSend, type Load } from '../node-red-contestants.ts';

const load: Load = { messages: 2_000, recipients: 1 };

export const measure: Measure = {
  name: 'node-red-one-recipient',
  title: 'Node-RED: 2,000 messages of 1 recipient',
  usesServer: true,
  isSameWork: true,
  ours: koreSend(load),
  peer: httpRequest(load),
  comparisons: [
    { figure: 'messages/s', unit: '/s', value: 'ours / peer', floor: { atLeast: 1.3 } },
    { figure: 'peakMemoryMb', unit: 'MB', value: 'ours / peer', floor: { atMost: 0.8 } },
    { figure: 'openSockets', unit: 'sockets', value: 'ours', floor: { atMost: 16 } },
  ],
};
