import { createHash } from 'node:crypto';
import type { FastifyError, FastifyInstance } from 'fastify';
import { CONTROL_HEADER, hasProof, PAGE_HEADERS } from '../refuse-other-sites.ts';
import { compileSchema, describeErrors } from '../schemas.ts';
import { parseBody } from '../store/parse-body.ts';
import { registerEvents } from './events.ts';
import type { ControlContext, ControlRoute } from './control-route.ts';

/** Registers the control API. A wrong call is answered with `{ "error": "what to do instead" }`. */
export function registerControl(
  server: FastifyInstance,
  contextOf: () => Omit<ControlContext, 'path' | 'query' | 'body'>,
  routes: readonly ControlRoute[],
): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
    done(null, text.length === 0 ? undefined : parseBody(text.toString()));
  });
  server.setValidatorCompiler(({ schema }) => compileSchema(schema as object));
  server.setErrorHandler((error: FastifyError, _request, reply) =>
    reply.code(statusOf(error)).send({ error: textOf(error) }),
  );
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(PAGE_HEADERS);
    if (hasProof(request.raw)) done();
    else
      reply.code(403).send({
        error: `The header ${CONTROL_HEADER} is missing. Send ${CONTROL_HEADER}: 1, or Content-Type: application/json.`,
      });
  });
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: `There is no ${request.method} ${request.url}. GET ${server.prefix}/ lists what there is.`,
    }),
  );
  registerEvents(server, contextOf().simulation);
  for (const { method, path, schema, answer, isStream } of routes) {
    if (isStream === true) continue;
    server.route({
      method,
      url: path,
      schema,
      handler: async (request, reply) => {
        const query = request.query as Record<string, string>;
        const context = contextOf();
        const body = JSON.stringify(await answer({ ...context, path, query, body: request.body }));
        if (method !== 'GET') context.simulation.changes.note();
        reply.type('application/json; charset=utf-8');
        if (method !== 'GET') return reply.send(body);
        // Who asks once a second is sent only what has changed.
        const tag = `"${createHash('sha256').update(body).digest('base64url')}"`;
        reply.header('etag', tag);
        return request.headers['if-none-match'] === tag ? reply.code(304).send() : reply.send(body);
      },
    });
  }
}

function statusOf(error: FastifyError | Error): number {
  const isOurs = !('statusCode' in error) && !(error instanceof TypeError);
  return isOurs ? 500 : 400;
}

function textOf({ message, validation, validationContext }: FastifyError): string {
  if (validation === undefined) return message;
  return `The ${validationContext ?? 'request'} cannot be used: ${describeErrors(validation).join('; ')}.`;
}
