import { parseArgs } from 'node:util';
import type { SimulatorOptions } from './options.ts';
import { DEFAULTS } from './options.ts';
import { SCENARIO_NAMES } from './scenario-names.ts';
import { SCENARIOS } from './scenarios.ts';

/** Where the command listens unless told otherwise: always the same, so that a flow's settings stay right. */
const COMMAND_PORT = 4747;

interface Flag {
  option: keyof SimulatorOptions;
  /** What stands for its value in the help; a flag without one is a switch. */
  value?: string;
  help: string;
}

const FLAGS: Record<string, Flag> = {
  port: { option: 'port', value: 'n', help: `port to listen on, 0 for a free one (${COMMAND_PORT})` },
  host: { option: 'host', value: 'name', help: `address to listen on (${DEFAULTS.host})` },
  'allow-host': {
    option: 'allowedHosts',
    value: 'names',
    help: 'other names that requests may use for it, separated by commas',
  },
  'time-scale': {
    option: 'timeScale',
    value: 'n',
    help: `limits and jobs run n times as fast (${DEFAULTS.timeScale})`,
  },
  'job-duration-ms': {
    option: 'jobDurationMs',
    value: 'ms',
    help: `from IN_PROGRESS to the final status (${DEFAULTS.jobDurationMs})`,
  },
  'max-per-minute': {
    option: 'maxPerMinute',
    value: 'n',
    help: `calls in a rolling minute, per bot (${DEFAULTS.maxPerMinute})`,
  },
  'max-per-hour': {
    option: 'maxPerHour',
    value: 'n',
    help: `calls in a rolling hour, per bot (${DEFAULTS.maxPerHour})`,
  },
  'max-status-per-minute': {
    option: 'maxStatusPerMinute',
    value: 'n',
    help: `status calls in a rolling minute, per request id (none)`,
  },
  'max-status-per-hour': {
    option: 'maxStatusPerHour',
    value: 'n',
    help: `status calls in a rolling hour, per request id (none)`,
  },
  'send-retry-after': {
    option: 'sendRetryAfter',
    help: 'refusals for a limit say when to come again (Retry-After)',
  },
  jti: { option: 'jti', help: 'enforce JTI: each token only once, for an hour at most' },
  jwe: {
    option: 'jwe',
    help: 'enforce JWE: tokens are encrypted for the public key that is shown at the start',
  },
  'clock-offset-ms': {
    option: 'clockOffsetMs',
    value: 'ms',
    help: "how far the platform's clock is ahead of yours; =-5000 for behind (0)",
  },
  'max-messages': {
    option: 'maxMessages',
    value: 'n',
    help: `messages and requests kept, the oldest go first (${DEFAULTS.maxMessages})`,
  },
  'max-memory': {
    option: 'maxMemoryMb',
    value: 'MB',
    help: `memory for all that is kept, the oldest go first (${DEFAULTS.maxMemoryMb})`,
  },
  'request-timeout-ms': {
    option: 'requestTimeoutMs',
    value: 'ms',
    help: `a request that takes longer to come in is ended (${DEFAULTS.requestTimeoutMs})`,
  },
  'max-body-bytes': {
    option: 'maxBodyBytes',
    value: 'n',
    help: `larger requests are refused with 413 (${DEFAULTS.maxBodyBytes})`,
  },
  scenario: {
    option: 'scenario',
    value: 'name',
    help: `what goes wrong: ${SCENARIO_NAMES.join(', ')} (${DEFAULTS.scenario})`,
  },
  'push-webhook': {
    option: 'pushWebhook',
    value: 'url',
    help: 'where push messages are posted, on this machine (none)',
  },
  seed: { option: 'seed', value: 'n', help: `of faults with a probability (${DEFAULTS.seed})` },
};

/** What the command line asks for. */
export type Command = { kind: 'start'; options: SimulatorOptions } | { kind: 'help' } | { kind: 'version' };

/**
 * Reads the arguments of the command.
 * @throws TypeError that says what is wrong with them
 */
export function readCommandLine(args: string[]): Command {
  const flags = Object.entries(FLAGS).map(([name, { value }]) => {
    const type: 'string' | 'boolean' = value === undefined ? 'boolean' : 'string';
    return [name, { type }] as const;
  });
  const { values } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(flags),
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  });
  if (values['help'] === true) return { kind: 'help' };
  if (values['version'] === true) return { kind: 'version' };
  const options: Record<string, unknown> = { port: COMMAND_PORT };
  for (const [name, { option }] of Object.entries(FLAGS)) {
    const value = (values as Record<string, string | boolean | undefined>)[name];
    if (value !== undefined) options[option] = typeof value === 'string' ? readValue(name, value) : value;
  }
  return { kind: 'start', options };
}

function readValue(name: string, text: string): string | string[] | number {
  if (name === 'host' || name === 'scenario' || name === 'push-webhook') return text;
  if (name === 'allow-host') return text.split(',').map((host) => host.trim());
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number))
    throw new TypeError(`--${name} must be a number, got "${text}".`);
  return number;
}

/** The flag that sets an option: for messages that name the option. */
export function flagOf(option: string): string {
  const name = Object.keys(FLAGS).find((flag) => FLAGS[flag]?.option === option);
  return name === undefined ? option : `--${name}`;
}

/** What `--help` prints. */
export function helpText(): string {
  const rows = Object.entries(FLAGS).map(([name, { value, help }]) => [
    value === undefined ? `--${name}` : `--${name} <${value}>`,
    help,
  ]);
  rows.push(['-h, --help', 'this text'], ['-v, --version', 'the version']);
  const width = Math.max(...rows.map(([flag = '']) => flag.length));
  return [
    'Usage: kore-simulator [options]',
    '',
    'Simulates the notification and device API of Kore.ai on this machine, with an inbox',
    'page that shows who got what. It messages nobody and needs no configuration.',
    '',
    'Options (in brackets: what they are unless you say otherwise):',
    ...rows.map(([flag = '', help = '']) => `  ${flag.padEnd(width)}  ${help}`),
    '',
    'Scenarios:',
    ...SCENARIO_NAMES.map((name) => `  ${name.padEnd(8)}  ${SCENARIOS[name].description}`),
    '',
    'Examples:',
    '  kore-simulator',
    '  kore-simulator --scenario bad-day',
    '  kore-simulator --port 0 --job-duration-ms 10000',
    '  kore-simulator --time-scale 60 --max-per-minute 20    20 calls a second, then 429',
  ].join('\n');
}
