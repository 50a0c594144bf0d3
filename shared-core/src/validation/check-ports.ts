import { problemsError } from '../vocabulary/errors.ts';
import type { Ports } from '../vocabulary/ports.ts';
import { ProblemCollector } from '../vocabulary/problems.ts';

/** A port, and the methods that every adapter of it has. */
interface PortShape {
  readonly name: keyof Ports | 'pacer';
  readonly isRequired: boolean;
  readonly methods: readonly string[];
}

const PORTS: readonly PortShape[] = [
  { name: 'http', isRequired: true, methods: ['send'] },
  { name: 'clock', isRequired: true, methods: ['now', 'elapsedMs', 'sleep', 'turn', 'random'] },
  { name: 'signer', isRequired: true, methods: ['sign'] },
  { name: 'logger', isRequired: false, methods: ['log'] },
  { name: 'memory', isRequired: false, methods: ['keyOf', 'recall', 'note'] },
  { name: 'journal', isRequired: false, methods: ['open'] },
  { name: 'pacer', isRequired: false, methods: ['take', 'refused', 'forecast'] },
];

/**
 * Refuses ports that are missing or lack a method, before the first send would fail over them.
 * @throws KoreNotifyError `invalid_options`, with a problem for each such port.
 */
export function checkPorts(ports: Ports): void {
  const found = new ProblemCollector();
  for (const port of PORTS) checkPort(read(ports, port.name), port, found);
  if (found.count > 0) throw problemsError('invalid_options', 'The client cannot be created.', found);
}

function checkPort(port: unknown, { name, isRequired, methods }: PortShape, found: ProblemCollector): void {
  const remedy = `Pass an object with ${methods.map((method) => `${method}()`).join(', ')}.`;
  if (port === undefined || port === null) {
    if (isRequired)
      found.add({ path: `ports.${name}`, rule: 'required', message: 'The port is missing.', remedy });
    return;
  }
  const missing = methods.filter((method) => typeof read(port, method) !== 'function');
  if (missing.length > 0)
    found.add({
      path: `ports.${name}`,
      rule: 'type',
      message: `The port has no method ${missing.map((method) => `${method}()`).join(', ')}.`,
      remedy,
    });
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
