import type { IExecuteFunctions } from 'n8n-workflow';
import { ClaimsSigner } from '../adapters/ClaimsSigner';
import { N8nClock } from '../adapters/N8nClock';
import { CREDENTIAL, N8nHttp } from '../adapters/N8nHttp';
import { signToken } from '../adapters/SignToken';
import { clientOptionsOf, signingKeyOf } from './ClientOptions';
import {
  type Client,
  createClient,
  type Journal,
  type JournalPage,
  type Logger,
  resolveOptions,
} from './core';
import { Ledger } from './Ledger';
import { pacers } from './Pacers';
import type { Account } from './ReadItems';
import { StaticDataJournal } from './StaticDataJournal';

/** A client for one execution of a node: connected by n8n, paced with every other execution of the same bot. */
export function createExecutionClient(
  context: IExecuteFunctions,
  { credential }: Account,
  past: { readonly memory?: JournalPage | undefined; readonly journal?: Journal | undefined } = {},
): Client {
  const options = clientOptionsOf(credential);
  const { origin, botId, ...limits } = resolveOptions(options);
  // A key that cannot sign is told before anything is tried, not by each request.
  const key = signingKeyOf(credential);
  signToken('{}', key);
  return createClient(
    {
      http: new N8nHttp(context, credential),
      clock: new N8nClock(),
      signer: new ClaimsSigner(key),
      pacer: pacers.pacerOf({ origin, botId, limits, user: credentialIdOf(context) }),
      logger: loggerOf(context),
      ...(past.memory && { memory: past.memory }),
      ...(past.journal && { journal: past.journal }),
    },
    options,
  );
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

/** What a node that sends knows of the past: what an earlier try of its run did, and what was sent once. */
export function pastOf(context: IExecuteFunctions): { readonly memory?: Ledger; readonly journal: Journal } {
  const data = context.getWorkflowStaticData('node');
  // Of any type: without an id two executions could not be told apart, and the second would send nothing.
  const executionId: unknown = context.getExecutionId();
  if (typeof executionId !== 'string' || executionId === '')
    return { journal: new StaticDataJournal({ data, run: undefined }) };
  const runIndex = Number(context.getWorkflowDataProxy(0)['$runIndex']);
  return {
    memory: new Ledger({ executionId, nodeId: context.getNode().id, runIndex }),
    journal: new StaticDataJournal({ data, run: `${executionId}/${runIndex}` }),
  };
}
