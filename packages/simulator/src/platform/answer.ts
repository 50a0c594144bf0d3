import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Fault } from '../faults.ts';
import type { Simulation } from '../simulation.ts';
import type { ReceivedEntry } from '../store/received-log.ts';

/** What goes back to the caller. */
export interface Answer {
  status: number;
  /** Text goes out as it is, anything else as JSON, undefined as an empty body. */
  body: unknown;
  headers?: Record<string, string>;
}

/** One request on its way through the platform. */
export interface Exchange {
  simulation: Simulation;
  received: ReceivedEntry;
  fault?: Fault;
}

/** What an oversized answer is padded with: more than any caller should read. */
const OVERSIZE_CHARACTERS = 6_000_000;

/** Sends an answer, or what the exchange's fault makes of it. */
export async function deliver(
  reply: FastifyReply,
  exchange: Exchange,
  answer: Answer,
): Promise<FastifyReply> {
  const { fault, simulation } = exchange;
  simulation.changes.note();
  switch (fault?.kind) {
    case 'reset-after':
      return resetConnection(reply);
    case 'truncated-body':
      return cutOff(reply, exchange, answer);
    case 'non-json-body':
      return sendAnswer(reply, exchange, {
        status: answer.status,
        body: '<html><body>Please wait</body></html>',
        headers: { ...answer.headers, 'content-type': 'text/html; charset=utf-8' },
      });
    case 'oversized-body': {
      const body = { ...(answer.body as object), padding: 'x'.repeat(OVERSIZE_CHARACTERS) };
      return sendAnswer(reply, exchange, { ...answer, body });
    }
    case 'delay':
      if (fault.process !== 'after' && !(await hasWaited(reply, exchange, fault.ms))) return reply;
      return sendAnswer(reply, exchange, answer);
    default:
      return sendAnswer(reply, exchange, answer);
  }
}

/** Waits; false if the simulator stopped meanwhile, and with it the connection. */
export async function hasWaited(reply: FastifyReply, { simulation }: Exchange, ms: number): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal: simulation.stopping });
    return true;
  } catch {
    // The only way to fail is the signal.
    reply.hijack();
    reply.raw.destroy();
    return false;
  }
}

/** Ends the connection with an RST, as a crashing proxy does. */
export function resetConnection(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.request.raw.socket.resetAndDestroy();
  return reply;
}

function sendAnswer(reply: FastifyReply, exchange: Exchange, answer: Answer): FastifyReply {
  exchange.simulation.changes.note();
  exchange.received.answeredStatus = answer.status;
  return reply.code(answer.status).headers(headersOf(exchange, answer)).send(textOf(answer));
}

function cutOff(reply: FastifyReply, exchange: Exchange, answer: Answer): FastifyReply {
  exchange.received.answeredStatus = answer.status;
  const whole = Buffer.from(textOf(answer));
  reply.hijack();
  reply.raw.writeHead(answer.status, { ...headersOf(exchange, answer), 'content-length': whole.length });
  reply.raw.write(whole.subarray(0, Math.floor(whole.length / 2)), () => reply.raw.socket?.destroySoon());
  return reply;
}

function textOf({ body }: Answer): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function headersOf({ simulation }: Exchange, { body, headers = {} }: Answer): Record<string, string> {
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    'content-type': type,
    date: new Date(simulation.clock.dateMs()).toUTCString(),
    ...Object.fromEntries(named),
  };
}
