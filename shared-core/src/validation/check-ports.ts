import { problemsError } from '../vocabulary/errors.ts';
import type { Ports } from '../vocabulary/ports.ts';
import { ProblemCollector } from '../vocabulary/problems.ts';

type PortName = keyof Ports | 'pacer';

/** The methods that every adapter of a port has. */
const METHODS: Readonly<Record<PortName, readonly string[]>> = {
  http: ['send'],
  clock: ['now', 'elapsedMs', 'sleep', 'turn', 'random'],
  signer: ['sign'],
  logger: ['log'],
  memory: ['keyOf', 'recall', 'note'],
  journal: ['open'],
  pacer: ['take', 'refused', 'forecast'],
  dayCount: ['take', 'giveBack'],
};

const REQUIRED: readonly PortName[] = ['http', 'clock', 'signer'];
const OPTIONAL: readonly PortName[] = ['logger', 'memory', 'journal', 'pacer', 'dayCount'];

/**
 * Refuses ports that are missing or lack a method, before the first send would fail over them.
 * @throws KoreNotifyError `invalid_options`, with a problem for each such port.
 */
export function checkPorts(ports: Ports): void {
  const found = new ProblemCollector();
  for (const name of [...REQUIRED, ...OPTIONAL])
    checkPort(read(ports, name), { name, path: `ports.${name}` }, found);
  if (found.count > 0) throw problemsError('invalid_options', 'The client cannot be created.', found);
}

/** Adds a problem for a port that lacks a method, or that is not there although it must be. */
export function checkPort(
  port: unknown,
  { name, path }: { readonly name: PortName; readonly path: string },
  found: ProblemCollector,
): void {
  const methods = METHODS[name];
  const remedy = `Pass an object with ${methods.map((method) => `${method}()`).join(', ')}.`;
  if (port === undefined || port === null) {
    if (REQUIRED.includes(name)) found.add({ path, rule: 'required', message: 'It is missing.', remedy });
    return;
  }
  const missing = methods.filter((method) => typeof read(port, method) !== 'function');
  if (missing.length === 0) return;
  const message = `It has no method ${missing.map((method) => `${method}()`).join(', ')}.`;
  found.add({ path, rule: 'type', message, remedy });
}

/** A property of what may be no object, or may throw when it is read; undefined then. */
function read(from: unknown, name: string): unknown {
  if (typeof from !== 'object' || from === null) return undefined;
  try {
    return (from as Readonly<Record<string, unknown>>)[name];
  } catch {
    return undefined;
  }
}
