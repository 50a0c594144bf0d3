/** What a lock is, and what is said while another process has it. */
export interface FolderLockOptions {
  /** The lock file. */
  readonly path: string;
  readonly say: (line: string) => void;
  /** Said once if another process has it. */
  readonly waiting: string;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/** Takes the number of a process that the work started: the lock counts as long as that one runs. */
export type NotePid = (pid: number) => void;

/**
 * Does some work while no other process does work under the same lock file. A lock whose processes were killed is taken
 * over after some seconds.
 */
export function withFolderLock<Result>(
  options: FolderLockOptions,
  work: (note: NotePid) => Promise<Result>,
): Promise<Result>;
