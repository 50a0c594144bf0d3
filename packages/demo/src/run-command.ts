import { spawn } from 'node:child_process';

/** Lines of a failed command that are shown: enough for its error. */
const SHOWN_LINES = 25;

/**
 * Runs a command and gives what it printed on standard output.
 * @throws Error with the last lines of what it printed, if it ends with anything but 0
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly signal?: AbortSignal | undefined;
    /** Is given the number of its process. */
    readonly onStart?: ((pid: number) => void) | undefined;
  },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const [program, ...words] = command === 'npm' ? [...npmCommand(), ...args] : [command, ...args];
    const child = spawn(program, words, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      stdio: ['ignore', 'pipe', 'pipe'],
      // On Windows npm is a script, which only a shell runs.
      shell: process.platform === 'win32' && program === 'npm',
    });
    if (child.pid !== undefined) options.onStart?.(child.pid);
    let output = '';
    let all = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      all += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => (all += chunk.toString()));
    let isAborted = false;
    child.once('error', (error) => {
      // An aborted command still runs: whoever tidies up after it must wait for its end.
      if (error.name === 'AbortError') isAborted = true;
      else reject(error);
    });
    child.once('close', (code) => {
      if (code === 0 && !isAborted) {
        resolve(output);
        return;
      }
      const shown = all.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
      reject(new Error(`${shown}\n${command} ${args.join(' ')} ended with ${code ?? 'a signal'}.`));
    });
  });
}

/** npm as the start of a command: the one that started this, without a shell, which would split paths at blanks. */
function npmCommand(): [string, ...string[]] {
  const { npm_execpath: script = '' } = process.env;
  return script.endsWith('npm-cli.js') ? [process.execPath, script] : ['npm'];
}
