#!/usr/bin/env node
import { createRequire } from 'node:module';
import { flagOf, helpText, readCommandLine } from './command-line.ts';
import type { Simulator } from './create-simulator.ts';
import { createSimulator } from './create-simulator.ts';
import type { SimulatorOptions } from './options.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

try {
  const command = readCommandLine(process.argv.slice(2));
  if (command.kind === 'help') console.log(helpText());
  else if (command.kind === 'version') console.log(readVersion());
  else await start(command.options);
} catch (error) {
  console.error(`kore-simulator: ${explain(error as NodeJS.ErrnoException)}`);
  process.exitCode = 1;
}

async function start(options: SimulatorOptions): Promise<void> {
  const simulator = await createSimulator(options);
  console.log(describe(simulator));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void simulator.stop());
}

function describe(simulator: Simulator): string {
  const { url, host, app } = simulator;
  const jwk = simulator.publicJwk();
  const lines = [
    'The simulator of the Kore.ai platform is running. Give your flow:',
    '',
    `  Host           ${url}`,
    `  Bot id         ${app.botId}`,
    `  Client id      ${app.clientId}`,
    ...(jwk === undefined
      ? [`  Client secret  ${app.clientSecret}`]
      : [`  Public key     ${JSON.stringify(jwk)}`]),
    '',
    `  Inbox          ${url}/`,
    `  API viewer     ${url}/api-viewer`,
    `  Control API    ${url}/_simulator/`,
    '',
  ];
  if (!LOOPBACK.includes(host)) lines.push('Anyone who can reach this machine can use it.');
  lines.push('Ctrl+C stops it.');
  return lines.join('\n');
}

function explain(error: NodeJS.ErrnoException & { port?: number; address?: string }): string {
  const where = `port ${String(error.port)} of ${error.address ?? 'this machine'}`;
  switch (error.code) {
    case 'EADDRINUSE':
      return `${where} is in use. Stop what uses it, or choose another port: --port 0 takes a free one.`;
    case 'EACCES':
      return `${where} may not be used. Choose another one, above 1023: --port 0 takes a free one.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `this machine does not have the address given with --host. Leave --host away to listen on 127.0.0.1.`;
    default: {
      const message = error.message.replace(/^The option (\w+)/, (_text, option: string) => flagOf(option));
      return `${message.replace(/([^.])$/, '$1.')} See kore-simulator --help.`;
    }
  }
}

function readVersion(): string {
  const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
  return version;
}
