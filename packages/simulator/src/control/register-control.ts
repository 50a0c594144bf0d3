import type { FastifyError, FastifyInstance } from 'fastify';
import type { ControlRoute } from '../routes.ts';
import { compileSchema, describeErrors } from '../schemas.ts';
import type { ControlContext } from './control-calls.ts';

/** Registers the control API. A wrong call is answered with `{ "error": "what to do instead" }`. */
export function registerControl(
  server: FastifyInstance,
  contextOf: () => Omit<ControlContext, 'query' | 'body'>,
  routes: readonly ControlRoute[],
): void {
  server.setValidatorCompiler(({ schema }) => compileSchema(schema as object));
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    const isOurs = error.statusCode === undefined && !(error instanceof TypeError);
    const text =
      error.validation === undefined
        ? error.message
        : `The ${error.validationContext ?? 'request'} cannot be used: ${describeErrors(error.validation).join('; ')}.`;
    return reply.code(isOurs ? 500 : 400).send({ error: text });
  });
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: `There is no ${request.method} ${request.url}. GET ${server.prefix}/ lists what there is.`,
    }),
  );
  for (const { method, path, schema, answer } of routes)
    server.route({
      method,
      url: path,
      schema,
      handler: (request, reply) => {
        const query = request.query as Record<string, string>;
        return reply.send(answer({ ...contextOf(), query, body: request.body }));
      },
    });
}
