import type { PlatformRoute } from '../platform/platform-route.ts';
import { coreSchema } from '../schemas.ts';

const json = (schema: unknown) => ({ 'application/json': { schema } });

/** The platform as an OpenAPI 3.1 document: its paths from the table of routes, its schemas the core's own. */
export function describePlatform(url: string, routes: readonly PlatformRoute[]) {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Kore.ai notifications and devices, as simulated', version: '1' },
    servers: [{ url }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'apiKey', in: 'header', name: 'auth' } } },
    paths,
  };
}

function describeRoute({ call, path, schema, answers }: PlatformRoute) {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const properties = (schema.querystring?.['properties'] ?? {}) as Record<string, unknown>;
  const inQuery = Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: true,
    schema: property,
  }));
  return {
    operationId: call,
    parameters: [...inPath, ...inQuery],
    ...(schema.body === undefined ? {} : { requestBody: { required: true, content: json(schema.body) } }),
    responses: {
      200: { description: 'Done', content: json(coreSchema(answers)) },
      default: { description: 'Refused', content: json(coreSchema('refusal')) },
    },
  };
}
