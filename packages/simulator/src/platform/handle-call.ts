import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { App } from '../options.ts';
import { compileSchema, describeErrors } from '../schemas.ts';
import type { Simulation } from '../simulation.ts';
import { parseBody } from '../store/parse-body.ts';
import type { Exchange } from './answer.ts';
import { deliver } from './answer.ts';
import { authorize } from './authorize.ts';
import type { PlatformRoute } from './platform-route.ts';
import { Refusal } from './refusals.ts';

const OTHER_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/**
 * Registers the platform's side. The way of a call, top to bottom: recorded → scripted fault → token → limits →
 * schema → processed → answered, or what the fault leaves of the answer.
 */
export function registerPlatform(
  server: FastifyInstance,
  simulation: Simulation,
  routes: readonly PlatformRoute[],
): void {
  const exchanges = new WeakMap<FastifyRequest, Exchange>();
  const apps = new WeakMap<FastifyRequest, App>();

  const record = (request: FastifyRequest, route: PlatformRoute | undefined): Exchange => {
    const { method = '', url = '', headers } = request.raw;
    const received = simulation.received.add({ call: route?.call, method, path: url, headers });
    simulation.changes.note();
    const exchange = { simulation, received };
    exchanges.set(request, exchange);
    return exchange;
  };

  const exchangeOf = (request: FastifyRequest): Exchange =>
    exchanges.get(request) ?? record(request, undefined);

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (request, text, done) => {
    simulation.received.setBody(exchangeOf(request).received, text.toString());
    // What is not declared as JSON, or is none, stays a text, which no schema takes: refused like any wrong body.
    const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '');
    done(null, isJson ? parseBody(text.toString()) : text);
  });
  server.setValidatorCompiler(({ schema }) => compileSchema(schema as object));
  server.setErrorHandler((error: FastifyError, request, reply) =>
    deliver(reply, exchangeOf(request), toRefusal(error)),
  );

  for (const route of routes) {
    const { call, method, schema, answer } = route;
    for (const url of spellingsOf(route.path)) {
      server.route({
        method,
        url,
        schema,
        onRequest: (request, _reply, done) => {
          record(request, route);
          done();
        },
        preValidation: async (request, reply) => {
          const app = await authorize(request, reply, { exchange: exchangeOf(request), route });
          if (app === undefined) return reply;
          apps.set(request, app);
          return undefined;
        },
        handler: (request, reply) => {
          const app = apps.get(request);
          if (app === undefined) throw new Error(`The call ${call} was not let through.`);
          const { params, query, body } = request;
          const context = { simulation, app, params: params as Record<string, string>, query, body };
          return deliver(reply, exchangeOf(request), { status: 200, body: answer(context) });
        },
      });
      server.route({
        method: OTHER_METHODS.filter((other) => other !== method),
        url,
        handler: () => {
          throw new Refusal('methodNotAllowed', { headers: { allow: method } });
        },
      });
    }
  }
  server.setNotFoundHandler(() => {
    throw new Refusal('notFound');
  });
}

/** The documents write the devices' paths in several ways (docs/kore-ai-api.md#calls). */
function spellingsOf(path: string): string[] {
  const paths = path.includes('/streams/') ? [path, path.replace('/streams/', '/stream/')] : [path];
  return [...paths, ...paths.map((spelling) => spelling.replace(/^\/api\//, '/API/'))];
}

function toRefusal(error: FastifyError | Refusal): Refusal {
  if (error instanceof Refusal) return error;
  if (error.validation !== undefined)
    return new Refusal('invalidArguments', { details: describeErrors(error.validation) });
  if (error.statusCode === 413) return new Refusal('tooLarge');
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new Refusal('invalidArguments', { details: [error.message] });
  return new Refusal('internalError', { details: [error.message] });
}
