import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { DeferredSigner } from '../adapters/DeferredSigner';
import { N8nClock } from '../adapters/N8nClock';
import { checkTokenKey } from '../adapters/MakeToken';
import { CREDENTIAL, N8nHttp } from '../adapters/N8nHttp';
import { clientOptionsOf, tokenKeyOf } from './ClientOptions';
import {
  type Client,
  createClient,
  createDayCount,
  type DayCount,
  createObjectJournal,
  createPacerRegistry,
  createReplayMemories,
  isKoreNotifyError,
  KoreNotifyError,
  type Logger,
  type Ports,
  resolveOptions,
} from './core';
import type { Account } from './ReadItems';
import { infoOfFailure } from './Rows';

const clock = new N8nClock();
/** The pace of each bot in this process: executions come and go, the platform counts each bot's requests all the same. */
const pacers = createPacerRegistry(clock);
/** Whom each credential messaged today: executions come and go, the day goes on. */
const dayCounts = new Map<string, DayCount>();

function dayCountOf(credential: string): DayCount {
  const count = dayCounts.get(credential) ?? createDayCount();
  dayCounts.set(credential, count);
  return count;
}

/** What was sent by runs that n8n makes again: on Retry On Fail, and when the first output row has an error. */
const memories = createReplayMemories({
  hash: (text) => createHash('sha256').update(text).digest('base64'),
});

/** The clients of one run of a node, one for each credential; of a credential that is not fit, why. */
export class Clients {
  /** Why the first credential that is not fit cannot be used. */
  failure: unknown;
  readonly #context: IExecuteFunctions;
  readonly #past: Pick<Ports, 'memory' | 'journal'>;
  readonly #known = new Map<Account, Client | { readonly refusal: KoreNotifyError }>();

  /** `sends`: what was sent before matters. */
  constructor(context: IExecuteFunctions, { sends = false }: { readonly sends?: boolean } = {}) {
    this.#context = context;
    this.#past = sends ? pastOf(context) : {};
  }

  clientOf(account: Account): Client | { readonly refusal: KoreNotifyError } {
    const client = this.#known.get(account) ?? this.#create(account);
    this.#known.set(account, client);
    return client;
  }

  #create({ credential }: Account): Client | { readonly refusal: KoreNotifyError } {
    const context = this.#context;
    try {
      const options = clientOptionsOf(credential);
      const { origin, botId, ...limits } = resolveOptions(options);
      // A key that makes no token is told before anything is tried, not by each request.
      const key = tokenKeyOf(credential);
      checkTokenKey(key);
      const ports = {
        http: new N8nHttp(context, credential),
        clock,
        signer: new DeferredSigner(key),
        pacer: pacers.pacerOf({ origin, botId, limits, user: credentialIdOf(context) }),
        logger: loggerOf(context),
        dayCount: dayCountOf(`${origin} ${botId} ${credentialIdOf(context)}`),
        ...this.#past,
      };
      return createClient(ports, options);
    } catch (error) {
      this.failure ??= error;
      const refusal = isKoreNotifyError(error) ? error : new KoreNotifyError(infoOfFailure(error));
      return { refusal };
    }
  }
}

/** What tells credentials apart, whatever they hold. */
function credentialIdOf(context: IExecuteFunctions): string {
  return context.getNode().credentials?.[CREDENTIAL]?.id ?? '';
}

/**
 * n8n's log. At the usual levels it shows only the text of a line, so the details stand in it, and which execution and node
 * they belong to.
 */
function loggerOf(context: IExecuteFunctions): Logger {
  const about = { execution: context.getExecutionId(), node: context.getNode().name };
  return {
    log(level, message, details = {}) {
      const parts = Object.entries({ ...details, ...about }).map(
        ([name, value]) => `${name} ${textOf(value)}`,
      );
      context.logger[level](`Kore Notify: ${[message, ...parts].join(', ')}`, { ...details, ...about });
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * What a node that sends knows of the past: what an earlier try of its run did, and what was sent once. n8n saves the static
 * data of a workflow when a production execution has ended: nothing in it survives the end of the process, and a run that was
 * started in the editor leaves nothing.
 */
function pastOf(context: IExecuteFunctions): Pick<Ports, 'memory' | 'journal'> {
  // Of any type: without an id two executions could not be told apart, and the second would send nothing.
  const executionId: unknown = context.getExecutionId();
  const hasId = typeof executionId === 'string' && executionId !== '';
  const runIndex = Number(context.getWorkflowDataProxy(0)['$runIndex']);
  const journal = createObjectJournal({
    data: context.getWorkflowStaticData('node'),
    run: hasId ? `${executionId}/${runIndex}` : undefined,
    clock,
    hash: (secret, text) => createHmac('sha256', secret).update(text).digest('base64url'),
    newSecret: () => randomBytes(32).toString('base64url'),
  });
  return hasId
    ? { journal, memory: memories.of(`${executionId}/${context.getNode().id}/${runIndex}`) }
    : { journal };
}
