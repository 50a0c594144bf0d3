import type { FastifyInstance } from 'fastify';
import { PAGE_HEADERS } from '../refuse-other-sites.ts';
import type { Simulation } from '../simulation.ts';
import { describeKept } from '../simulation.ts';

/** How often whoever watches is told of changes, at most. */
const TICK_MS = 200;

/** Proxies and browsers end a connection on which nothing is said. */
const HEARTBEAT_MS = 15_000;

/** More pages than anybody looks at: beyond it, one more is refused. */
const MAX_WATCHERS = 100;

/**
 * Registers `GET /events`: server-sent events, one `change` with the summary at the start, and one whenever something
 * changed, at most five a second.
 */
export function registerEvents(server: FastifyInstance, simulation: Simulation): void {
  const watchers = new Set<(text: string) => void>();
  let timer: NodeJS.Timeout | undefined;
  let last = '';
  let saidAt = 0;

  const tick = (): void => {
    const now = stateOf(simulation);
    if (now !== last) {
      last = now;
      saidAt = Date.now();
      for (const say of watchers) say(changeEvent(simulation));
    } else if (Date.now() - saidAt > HEARTBEAT_MS) {
      saidAt = Date.now();
      for (const say of watchers) say(': still here\n\n');
    }
  };

  server.get('/events', (request, reply) => {
    if (watchers.size >= MAX_WATCHERS)
      return reply.code(503).send({ error: 'Too many pages watch this simulator. Close some of them.' });
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { ...PAGE_HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
    const say = (text: string): void => {
      // A reader that does not keep up is not waited for: the next event says everything again.
      if (raw.writableLength === 0) raw.write(text);
    };
    watchers.add(say);
    raw.write(`retry: 1000\n\n${changeEvent(simulation)}`);
    if (timer === undefined) {
      last = stateOf(simulation);
      saidAt = Date.now();
      timer = setInterval(tick, TICK_MS).unref();
    }
    const leave = (): void => {
      watchers.delete(say);
      if (watchers.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
    request.raw.on('close', leave);
    return undefined;
  });
}

function changeEvent(simulation: Simulation): string {
  return `event: change\ndata: ${JSON.stringify({ revision: simulation.changes.revision, ...describeKept(simulation) })}\n\n`;
}

/** How many of the latest jobs are looked at for those that still run. */
const MAX_JOBS_LOOKED_AT = 50;

/** A text that is another one as soon as the pages show something else. */
function stateOf({ changes, jobs, scenario }: Simulation): string {
  let moving = '';
  let looked = 0;
  for (const job of jobs.newestJobsFirst()) {
    if (looked === MAX_JOBS_LOOKED_AT) break;
    looked += 1;
    const { status, percentageComplete } = jobs.progressOf(job);
    moving += ` ${status[0] ?? ''}${percentageComplete}`;
  }
  return `${changes.revision} ${scenario}${moving}`;
}
