import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OwnProcess } from '../../packages/demo/src/own-process.ts';

/** Starts a server on a temporary folder of its own, which goes when the server is stopped, or does not start. */
export async function startInFolder(
  name: string,
  start: (folder: string) => Promise<OwnProcess>,
): Promise<OwnProcess> {
  const folder = await mkdtemp(join(tmpdir(), `kore-notify-${name}-`));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const running = await start(folder);
    return {
      ...running,
      async stop() {
        await running.stop();
        await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}
