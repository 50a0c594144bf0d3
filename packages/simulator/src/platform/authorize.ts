import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '../calls.ts';
import type { Fault } from '../faults.ts';
import type { App } from '../options.ts';
import type { Simulation } from '../simulation.ts';
import type { Answer, Exchange } from './answer.ts';
import { deliver, hasWaited, resetConnection } from './answer.ts';
import type { PlatformRoute } from './platform-route.ts';
import { Refusal } from './refusals.ts';

/**
 * What stands before a call is processed: scripted fault → token → limits.
 * @returns the app that calls, or undefined if a fault has dealt with the call
 * @throws Refusal
 */
export async function authorize(
  request: FastifyRequest,
  reply: FastifyReply,
  { exchange, route }: { exchange: Exchange; route: PlatformRoute },
): Promise<App | undefined> {
  const { simulation } = exchange;
  const fault = simulation.faults.take(route.call);
  if (fault !== undefined) exchange.received.fault = fault.kind;
  if (fault !== undefined && (await hasDealtWith(reply, exchange, fault))) return undefined;

  const params = request.params as Record<string, string>;
  const botId = botIdOf(params, route.scope);
  const token = request.headers['auth'];
  const app = await simulation.authentication.authenticate({
    token: Array.isArray(token) ? token.join() : token,
    botId,
    scope: route.scope,
    onDecrypted: (claims) => simulation.received.setClaims(exchange.received, claims),
  });
  checkLimits(simulation, { botId, requestId: params['requestId'] });
  return app;
}

/** True if the call ends here; otherwise the fault waits for the answer. */
async function hasDealtWith(reply: FastifyReply, exchange: Exchange, fault: Fault): Promise<boolean> {
  switch (fault.kind) {
    case 'reset-before':
      resetConnection(reply);
      return true;
    case 'answer':
    case 'limit':
      await deliver(reply, exchange, scriptedAnswer(fault, exchange.simulation));
      return true;
    case 'delay':
      exchange.fault = fault;
      return fault.process === 'after' && !(await hasWaited(reply, exchange, fault.ms));
    default:
      exchange.fault = fault;
      return false;
  }
}

/** In the devices' paths a colon may stand before the id (docs/kore-ai-api.md#calls). */
function botIdOf({ botId = '' }: Record<string, string>, scope: Scope): string {
  return scope === 'devices' ? botId.replace(/^:/, '') : botId;
}

const LIMIT_REFUSALS = { minute: 'minuteLimit', hour: 'hourLimit', old: 'oldLimit' } as const;

function checkLimits(
  { limits, settings }: Simulation,
  call: { botId: string; requestId: string | undefined },
): void {
  const hit = limits.take(call);
  if (hit === undefined) return;
  const headers = retryAfter(settings.sendRetryAfter, hit.retryAfterMs);
  throw new Refusal(LIMIT_REFUSALS[hit.window], { headers });
}

function retryAfter(isSent: boolean, ms: number): Record<string, string> {
  return isSent ? { 'retry-after': String(Math.max(1, Math.ceil(ms / 1000))) } : {};
}

function scriptedAnswer(
  fault: Extract<Fault, { kind: 'answer' | 'limit' }>,
  { settings }: Simulation,
): Answer {
  const { headers = {} } = fault;
  if (fault.kind === 'answer') return { status: fault.status, body: fault.body, headers };
  const { status, body } = new Refusal(LIMIT_REFUSALS[fault.window]);
  return { status, body, headers: { ...retryAfter(settings.sendRetryAfter, 0), ...headers } };
}
