import * as control from './control/control-calls.ts';
import type { ControlRoute } from './control/control-route.ts';
import {
  APP_SCHEMA,
  BACKWARD_QUERY_SCHEMA,
  DEVICE_SCHEMA,
  DIRECTORY_SCHEMA,
  FORWARD_QUERY_SCHEMA,
  PAGE_QUERY_SCHEMA,
  USER_QUERY_SCHEMA,
} from './control/control-schemas.ts';
import { listDevices, subscribeDevice, unsubscribeDevices } from './platform/devices.ts';
import type { PlatformRoute } from './platform/platform-route.ts';
import { send, sendV2 } from './platform/send.ts';
import { status, statusV2 } from './platform/status.ts';
import { coreSchema } from './schemas.ts';

/** The platform: the seven calls (docs/kore-ai-api.md#calls), in every spelling of their paths. */
export const PLATFORM_ROUTES: readonly PlatformRoute[] = [
  {
    call: 'send',
    method: 'POST',
    path: '/api/public/bot/:botId/notify',
    scope: 'notifications',
    schema: { body: coreSchema('send.request') },
    answers: 'send.response',
    answer: send,
  },
  {
    call: 'sendV2',
    method: 'POST',
    path: '/api/public/bot/:botId/notifyV2',
    scope: 'notifications',
    schema: { body: coreSchema('send-v2.request') },
    answers: 'send-v2.response',
    answer: sendV2,
  },
  {
    call: 'status',
    method: 'GET',
    path: '/api/public/bot/:botId/notify/status/:requestId',
    scope: 'notifications',
    schema: {},
    answers: 'status.response',
    answer: status,
  },
  {
    call: 'statusV2',
    method: 'GET',
    path: '/api/public/bot/:botId/notifyV2/status/:requestId',
    scope: 'notifications',
    schema: {},
    answers: 'status-v2.response',
    answer: statusV2,
  },
  {
    call: 'subscribeDevice',
    method: 'POST',
    path: '/api/public/streams/:botId/sdknotifications/subscribe',
    scope: 'devices',
    schema: { body: coreSchema('subscribe-device.request') },
    answers: 'subscribe-device.response',
    answer: subscribeDevice,
  },
  {
    call: 'listDevices',
    method: 'GET',
    path: '/api/public/streams/:botId/subscribeddevices',
    scope: 'devices',
    schema: { querystring: coreSchema('list-devices.request') },
    answers: 'list-devices.response',
    answer: listDevices,
  },
  {
    call: 'unsubscribeDevices',
    method: 'DELETE',
    path: '/api/public/streams/:botId/sdknotifications/unsubscribe',
    scope: 'devices',
    schema: { body: coreSchema('unsubscribe-devices.request') },
    answers: 'unsubscribe-devices.response',
    answer: unsubscribeDevices,
  },
];

/** Where the control API lives; its calls are neither recorded nor limited. */
export const CONTROL_PREFIX = '/_simulator';

/** The control API, which the inbox page uses too. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  { method: 'GET', path: '/', does: 'this list', schema: {}, answer: control.listRoutes },
  {
    method: 'GET',
    path: '/openapi.json',
    does: 'the platform as an OpenAPI document',
    schema: {},
    answer: control.showOpenApi,
  },
  {
    method: 'GET',
    path: '/app',
    does: 'host, bot and credentials that work',
    schema: {},
    answer: control.showApp,
  },
  {
    method: 'GET',
    path: '/token',
    does: 'a token of the default app',
    schema: {},
    answer: control.makeToken,
  },
  {
    method: 'GET',
    path: '/summary',
    does: 'how much is kept, and how much was dropped to save memory',
    schema: {},
    answer: control.summarise,
  },
  {
    method: 'GET',
    path: '/received',
    does: 'the requests that came in, in order (?after=n or ?before=n, &limit=n; ?number=n for a whole one)',
    schema: { querystring: PAGE_QUERY_SCHEMA },
    answer: control.listReceived,
  },
  {
    method: 'GET',
    path: '/messages',
    does: 'the inbox, in order (?after=n or ?before=n, &limit=n; ?number=n for a whole one)',
    schema: { querystring: PAGE_QUERY_SCHEMA },
    answer: control.listMessages,
  },
  {
    method: 'GET',
    path: '/processed',
    does: 'how many messages each identity was really sent (?after=n&limit=n)',
    schema: { querystring: FORWARD_QUERY_SCHEMA },
    answer: control.countProcessed,
  },
  {
    method: 'GET',
    path: '/jobs',
    does: 'the jobs and how far they are (?before=n&limit=n)',
    schema: { querystring: BACKWARD_QUERY_SCHEMA },
    answer: control.listJobs,
  },
  {
    method: 'GET',
    path: '/devices',
    does: 'the subscribed devices (?userId=id&after=n&limit=n)',
    schema: { querystring: USER_QUERY_SCHEMA },
    answer: control.listDevices,
  },
  {
    method: 'POST',
    path: '/devices',
    does: 'subscribe a device without a call',
    schema: { body: DEVICE_SCHEMA },
    answer: control.addDevice,
  },
  {
    method: 'GET',
    path: '/faults',
    does: 'the faults to come (?after=n&limit=n)',
    schema: { querystring: FORWARD_QUERY_SCHEMA },
    answer: control.listFaults,
  },
  {
    method: 'POST',
    path: '/faults',
    does: 'script a fault, or a list of them',
    schema: {},
    answer: control.addFaults,
  },
  { method: 'DELETE', path: '/faults', does: 'forget all faults', schema: {}, answer: control.clearFaults },
  {
    method: 'GET',
    path: '/directory',
    does: 'the rules of who can be reached (?after=n&limit=n)',
    schema: { querystring: FORWARD_QUERY_SCHEMA },
    answer: control.listDirectory,
  },
  {
    method: 'PUT',
    path: '/directory',
    does: 'replace the rules of who can be reached',
    schema: { body: DIRECTORY_SCHEMA },
    answer: control.setDirectory,
  },
  {
    method: 'POST',
    path: '/apps',
    does: 'add an app, or replace the one with its client id; with JWE, answers its public key',
    schema: { body: APP_SCHEMA },
    answer: control.addApp,
  },
  { method: 'POST', path: '/reset', does: 'everything as at the start', schema: {}, answer: control.reset },
];
