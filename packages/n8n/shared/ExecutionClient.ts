import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { ClaimsSigner } from '../adapters/ClaimsSigner';
import { N8nClock } from '../adapters/N8nClock';
import { N8nHttp } from '../adapters/N8nHttp';
import { signToken } from '../adapters/SignToken';
import { clientOptionsOf, signingKeyOf } from './ClientOptions';
import { type Client, createClient, type JournalPage, resolveOptions } from './core';
import { Ledger } from './Ledger';
import { pacerOf } from './Pacers';

/** A client for one execution of a node: connected by n8n, paced with every other execution of the same bot. */
export function createExecutionClient(
  context: IExecuteFunctions,
  credential: ICredentialDataDecryptedObject,
  memory?: JournalPage,
): Client {
  const options = clientOptionsOf(credential);
  // A key that cannot sign is told before anything is tried, not by each request.
  const key = signingKeyOf(credential);
  signToken('{}', key);
  return createClient(
    {
      http: new N8nHttp(context),
      clock: new N8nClock(),
      signer: new ClaimsSigner(key),
      pacer: pacerOf(resolveOptions(options)),
      logger: { log: (level, message, details) => context.logger[level](message, { ...details }) },
      ...(memory === undefined ? {} : { memory }),
    },
    options,
  );
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
