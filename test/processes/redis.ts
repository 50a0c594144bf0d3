import { connect } from 'node:net';
import { freePort, startProcess } from '../../packages/demo/src/own-process.ts';
import { startInFolder } from './in-folder.ts';

/** A Redis of Debian's package that keeps nothing. */
export interface Redis {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts it. @throws Error if `redis-server` is not installed */
export async function startRedis(): Promise<Redis> {
  const port = await freePort();
  const options = { bind: '127.0.0.1', port, save: '', appendonly: 'no' };
  const running = await startInFolder('redis', (folder) =>
    startProcess({
      name: 'Redis',
      command: 'redis-server',
      args: Object.entries({ ...options, dir: folder }).flatMap(([name, value]) => [
        `--${name}`,
        String(value),
      ]),
      cwd: folder,
      env: process.env,
      isReady: () => listens(port),
    }),
  );
  return { port, stop: () => running.stop() };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (isListening: boolean): void => {
      socket.destroy();
      resolve(isListening);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}
