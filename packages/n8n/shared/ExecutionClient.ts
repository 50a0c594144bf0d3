import type { IExecuteFunctions } from 'n8n-workflow';
import { ClaimsSigner } from '../adapters/ClaimsSigner';
import { N8nClock } from '../adapters/N8nClock';
import { N8nHttp } from '../adapters/N8nHttp';
import { signToken } from '../adapters/SignToken';
import { clientOptionsOf, signingKeyOf } from './ClientOptions';
import { type Client, createClient, type JournalPage, type Logger, resolveOptions } from './core';
import { Ledger } from './Ledger';
import { pacerOf } from './Pacers';
import type { Account } from './ReadItems';

/** A client for one execution of a node: connected by n8n, paced with every other execution of the same bot. */
export function createExecutionClient(
  context: IExecuteFunctions,
  { credential }: Account,
  memory?: JournalPage,
): Client {
  const options = clientOptionsOf(credential);
  // A key that cannot sign is told before anything is tried, not by each request.
  const key = signingKeyOf(credential);
  signToken('{}', key);
  return createClient(
    {
      http: new N8nHttp(context, credential),
      clock: new N8nClock(),
      signer: new ClaimsSigner(key),
      pacer: pacerOf(resolveOptions(options)),
      logger: loggerOf(context),
      ...(memory === undefined ? {} : { memory }),
    },
    options,
  );
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

/** The memory of a node that sends: what one try had accepted, the next does not send again. */
export function ledgerOf(context: IExecuteFunctions): Ledger | undefined {
  // Of any type: without an id two executions could not be told apart, and the second would send nothing.
  const executionId: unknown = context.getExecutionId();
  if (typeof executionId !== 'string' || executionId === '') return undefined;
  return new Ledger({
    executionId,
    nodeId: context.getNode().id,
    runIndex: Number(context.getWorkflowDataProxy(0)['$runIndex']),
  });
}
