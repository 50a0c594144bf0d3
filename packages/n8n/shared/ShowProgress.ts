import type { IExecuteFunctions } from 'n8n-workflow';
import { N8nClock } from '../adapters/N8nClock';
import type { Progress } from './core';

const clock = new N8nClock();
/** Shortest time between two lines about a run that is not paused anew. */
const MIN_INTERVAL_MS = 10_000;
/** A pause that is shorter, or ends this little later than the one that was told, is not worth a line. */
const SHORT_MS = 1_000;

/**
 * Tells how far a long run is: n8n shows nothing of a node that is still at work, so it goes to n8n's log and, while
 * somebody tries the workflow out in the editor, to the console of the browser. A short run says nothing.
 */
export function tellProgress(context: IExecuteFunctions): (progress: Progress) => void {
  // Monotonic, since the wall clock may be set back meanwhile.
  let toldAt = clock.elapsedMs();
  let toldPause = toldAt;
  return (progress) => {
    const now = clock.elapsedMs();
    const wallNow = clock.now();
    const { pausedUntil = wallNow } = progress;
    const pauseEnd = now + pausedUntil - wallNow;
    // A window frees bit by bit, and each bit is a pause of its own.
    const isNewPause = pauseEnd > Math.max(now, toldPause) + SHORT_MS;
    if (!isNewPause && now - toldAt < MIN_INTERVAL_MS) return;
    toldAt = now;
    toldPause = Math.max(toldPause, pauseEnd);
    const line = `${context.getNode().name}: ${describe(progress, wallNow)}`;
    context.logger.info(line);
    context.sendMessageToUI(line);
  };
}

function describe(progress: Progress, nowMs: number): string {
  const { phase, requestsDone, requestsTotal, recipientsRead, recipientsTotal, counts } = progress;
  const { jobsFinal, jobsTotal, pausedUntil = 0, estimatedEnd = 0 } = progress;
  const parts =
    phase === 'preparing'
      ? [`${recipientsRead} of ${recipientsTotal} recipients checked`]
      : phase === 'sending'
        ? [
            `${requestsDone} of ${requestsTotal} requests sent`,
            `${recipientsTotal - counts.unsent} of ${recipientsTotal} recipients done`,
          ]
        : jobsTotal > 0
          ? [`${jobsFinal} of ${jobsTotal} jobs ended`]
          : [];
  if (pausedUntil > nowMs) parts.push(`paused until ${new Date(pausedUntil).toISOString()}`);
  if (estimatedEnd > nowMs) parts.push(`should be over at ${new Date(estimatedEnd).toISOString()}`);
  return parts.join(', ');
}
