import { createRequire } from 'node:module';
import type dns from 'node:dns';

/** A name that is reserved for hosts that do not exist (RFC 6761). */
export const UNKNOWN_HOST = 'kore-notify.invalid';

type Callback = (error: NodeJS.ErrnoException | null) => void;
interface Lookup {
  lookup: (name: string, options: unknown, callback?: Callback) => void;
}

// Node's sockets look names up through this very object. A resolver asked for thousands of unknown names takes seconds
// for some of them: here they are unknown at once, with the error that the resolver gives.
const module = createRequire(import.meta.url)('node:dns') as typeof dns as unknown as Lookup;
const lookUp = module.lookup;
module.lookup = (name, options, callback) => {
  if (name !== UNKNOWN_HOST) {
    lookUp(name, options, callback);
    return;
  }
  const answer = (typeof options === 'function' ? options : callback) as Callback;
  const error = new Error(`getaddrinfo ENOTFOUND ${name}`);
  const about = { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname: name };
  setImmediate(answer, Object.assign(error, about));
};
