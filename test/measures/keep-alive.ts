// How many sends lose their answer to a server that closes idle connections at about the moment of the send, and says
// nothing of it. Each trial is a connection of its own: a request, a pause, and a send that may meet the end of it.
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AxiosHttp } from '@kore-notify/core/node';

/** After how long the servers close idle connections. */
const IDLE_MS = [1_000, 2_000, 2_900];
/** The second request starts this much before or after that. */
const AROUND_MS = 50;
const TRIALS_AT_ONCE = 100;
const ROUNDS = 6;
const MOST_LOST = 1 / 1_000;

/** In a thread of its own, as a server elsewhere is: it closes at any moment of ours. */
const SERVER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:net').createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('timeout', () => socket.destroy());
    socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\\r\\ncontent-length: 2\\r\\n\\r\\n{}');
      socket.setTimeout(workerData.idleMs);
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;

type End = 'answer' | 'not-sent' | 'lost';

async function tryOnce(url: string, pauseMs: number): Promise<End> {
  const http = new AxiosHttp({ proxy: false });
  const request = { method: 'POST', url, headers: {}, body: '{}', timeoutMs: 20_000 } as const;
  try {
    await http.send(request);
    await sleep(pauseMs);
    return (await http.send(request)).kind;
  } finally {
    http.close();
  }
}

let isTooMany = false;
for (const idleMs of IDLE_MS) {
  const worker = new Worker(SERVER, { eval: true, workerData: { idleMs } });
  const port = await new Promise((resolve) => worker.once('message', resolve));
  const ends: End[] = [];
  for (let round = 0; round < ROUNDS; round++)
    ends.push(
      ...(await Promise.all(
        Array.from({ length: TRIALS_AT_ONCE }, (_, trial) =>
          tryOnce(
            `http://127.0.0.1:${String(port)}`,
            idleMs + ((2 * trial) / (TRIALS_AT_ONCE - 1) - 1) * AROUND_MS,
          ),
        ),
      )),
    );
  await worker.terminate();
  const lost = ends.filter((end) => end === 'lost').length;
  isTooMany ||= lost > ends.length * MOST_LOST;
  process.stdout.write(
    `idle connections closed after ${idleMs / 1_000} s: ${lost} of ${ends.length} sends lost\n`,
  );
}
if (isTooMany) {
  process.stderr.write(`More than ${MOST_LOST * 1_000} in 1,000.\n`);
  process.exitCode = 1;
}
