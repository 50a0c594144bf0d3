import { isAborted } from '../../scheduling/cancellation.ts';
import { KoreNotifyError } from '../../vocabulary/errors.ts';
import type { CancelSignal } from '../../vocabulary/ports.ts';

/** Lets one at a time have a page of a journal, first come, first served. */
export class PageLocks {
  /** By name, who has it and who waits for it, in order. */
  readonly #lines = new Map<string, (() => void)[]>();

  /** Resolves with what gives the page back. Rejects with KoreNotifyError `cancelled`. */
  async take(name: string, signal: CancelSignal | undefined): Promise<() => void> {
    if (isAborted(signal)) throw cancelled();
    const line = this.#lines.get(name) ?? [];
    this.#lines.set(name, line);
    await new Promise<void>((resolve, reject) => {
      const enter = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        signal?.removeEventListener('abort', leave);
        this.#remove(name, enter);
        reject(cancelled());
      };
      signal?.addEventListener('abort', leave);
      line.push(enter);
      if (line.length === 1) enter();
    });
    const mine = line[0];
    return () => {
      if (mine !== undefined) this.#remove(name, mine);
    };
  }

  #remove(name: string, one: () => void): void {
    const line = this.#lines.get(name);
    const position = line?.indexOf(one) ?? -1;
    if (line === undefined || position < 0) return;
    line.splice(position, 1);
    if (line.length === 0) this.#lines.delete(name);
    else if (position === 0) line[0]?.();
  }
}

function cancelled(): KoreNotifyError {
  return new KoreNotifyError({ code: 'cancelled', message: 'Cancelled before it was sent.' });
}
