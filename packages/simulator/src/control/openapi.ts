import type { SchemaObject } from 'ajv/dist/2020.js';
import type { Call } from '../calls.ts';
import { CONTROL_HEADER } from '../refuse-other-sites.ts';
import type { PlatformRoute } from '../platform/platform-route.ts';
import { coreSchema } from '../schemas.ts';
import type { ControlRoute } from './control-route.ts';

/** What the document is made of. */
export interface DescribedRoutes {
  platformRoutes: readonly PlatformRoute[];
  controlRoutes: readonly ControlRoute[];
  controlPrefix: string;
}

const PLATFORM_TAG = 'Kore.ai';
const CONTROL_TAG = 'Control API of the simulator';

const SUMMARIES: Readonly<Record<Call, string>> = {
  send: 'Send Notification',
  sendV2: 'Send Notification V2',
  status: 'Notification status',
  statusV2: 'Notification status V2',
  subscribeDevice: 'Subscribe a device',
  listDevices: 'List the devices of a user',
  unsubscribeDevices: 'Unsubscribe devices of a user, or all',
};

const json = (schema: unknown) => ({ 'application/json': { schema } });

/** The platform and the control API as an OpenAPI 3.1 document: made from the tables of routes and the schemas that check them. */
export function describePlatform(
  url: string,
  { platformRoutes, controlRoutes, controlPrefix }: DescribedRoutes,
) {
  const paths: Record<string, Record<string, object>> = {};
  const schemas: Record<string, unknown> = {};
  /** A schema of the core stands in the document once, and its references lead to it there. */
  const refer = (schema: SchemaObject): object => {
    const id: unknown = schema['$id'];
    const name = typeof id === 'string' ? id.split('/').at(-1)?.replace('.schema.json', '') : undefined;
    if (name === undefined) return schema;
    schemas[name] ??= moved(schema, name);
    return { $ref: `#/components/schemas/${name}` };
  };
  const add = (path: string, method: string, operation: object): void => {
    const key = path.replaceAll(/:(\w+)/g, '{$1}');
    paths[key] = { ...paths[key], [method.toLowerCase()]: operation };
  };
  for (const route of platformRoutes) add(route.path, route.method, describeRoute(route, refer));
  for (const route of controlRoutes)
    add(`${controlPrefix}${route.path}`, route.method, describeControl(route));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kore.ai notifications and devices, as simulated',
      version: '1',
      description:
        'The seven calls of Kore.ai as the simulator takes them, and the control API of the simulator. Nobody is messaged.',
    },
    servers: [{ url }],
    tags: [{ name: PLATFORM_TAG }, { name: CONTROL_TAG }],
    components: {
      securitySchemes: { token: { type: 'apiKey', in: 'header', name: 'auth' } },
      schemas,
    },
    paths,
  };
}

/** The schema at its place in the document, where it has no address of its own. */
function moved(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((one) => moved(one, name));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key, inner]) => typeof inner !== 'string' || (key !== '$id' && key !== '$schema'))
    .map(([key, inner]): [string, unknown] =>
      key === '$ref' && typeof inner === 'string'
        ? [key, inner.replace(/^#\//, `#/components/schemas/${name}/`)]
        : [key, moved(inner, name)],
    );
  return Object.fromEntries(entries);
}

function describeRoute(
  { call, path, schema, answers }: PlatformRoute,
  refer: (schema: SchemaObject) => object,
) {
  const parameters = [
    ...parametersInPath(path),
    ...parametersInQuery(schema.querystring, { required: true }),
  ];
  return {
    operationId: call,
    tags: [PLATFORM_TAG],
    summary: SUMMARIES[call],
    security: [{ token: [] }],
    parameters,
    ...(schema.body === undefined
      ? {}
      : { requestBody: { required: true, content: json(refer(schema.body)) } }),
    responses: {
      200: { description: 'Done', content: json(refer(coreSchema(answers))) },
      default: { description: 'Refused', content: json(refer(coreSchema('refusal'))) },
    },
  };
}

function describeControl({ method, path, does, schema, documentedBody, isStream }: ControlRoute) {
  const body = schema.body ?? documentedBody;
  const isChange = method !== 'GET';
  const proof = { name: CONTROL_HEADER, in: 'header', required: true, schema: { const: '1' } };
  const words = path
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
    .split(' ');
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return {
    operationId: `${method.toLowerCase()}${name}`,
    tags: [CONTROL_TAG],
    summary: does.charAt(0).toUpperCase() + does.slice(1),
    parameters: [...parametersInQuery(schema.querystring, { required: false }), ...(isChange ? [proof] : [])],
    ...(body === undefined ? {} : { requestBody: { required: true, content: json(body) } }),
    responses: {
      200: {
        description: 'Done',
        content:
          isStream === true
            ? { 'text/event-stream': { schema: { type: 'string' } } }
            : json({ type: ['object', 'array'] }),
      },
      default: {
        description: 'Refused',
        content: json({ type: 'object', properties: { error: { type: 'string' } }, required: ['error'] }),
      },
    },
  };
}

function parametersInPath(path: string) {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function parametersInQuery(
  schema: Record<string, unknown> | undefined,
  { required }: { required: boolean },
): object[] {
  const properties = (schema?.['properties'] ?? {}) as Record<string, unknown>;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required,
    schema: property,
  }));
}
