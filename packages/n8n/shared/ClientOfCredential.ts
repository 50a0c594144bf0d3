import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { ClaimsSigner } from '../adapters/ClaimsSigner';
import { N8nClock } from '../adapters/N8nClock';
import { N8nHttp } from '../adapters/N8nHttp';
import { type Client, createClient, type Http, resolveOptions } from './core';
import { LedgerHttp } from './Ledger';
import { pacerOf } from './Pacers';

/** The options of a client, as the credential holds them. */
export function clientOptionsOf(credential: ICredentialDataDecryptedObject) {
  const text = (name: string): string => String(credential[name] ?? '');
  const number = (name: string, otherwise: number): number => Number(credential[name] ?? otherwise);
  return {
    host: text('host'),
    botId: text('botId'),
    clientId: text('clientId'),
    useJti: credential.useJti === true,
    tokenLifetimeSeconds: number('tokenLifetimeSeconds', 300),
    maxPerMinute: number('maxPerMinute', 600),
    maxPerHour: number('maxPerHour', 18_000),
    requestTimeoutMs: number('requestTimeoutSeconds', 30) * 1000,
    allowHttp: credential.allowHttp === true,
    timeScale: number('timeScale', 1),
  };
}

/** A client for one execution of a node: connected by n8n, paced with every other execution of the same bot. */
export function createExecutionClient(
  context: IExecuteFunctions,
  credential: ICredentialDataDecryptedObject,
): Client {
  const options = clientOptionsOf(credential);
  return createClient(
    {
      http: ledgerOf(context, new N8nHttp(context)),
      clock: new N8nClock(),
      signer: new ClaimsSigner(),
      pacer: pacerOf(resolveOptions(options)),
      logger: { log: (level, message, details) => context.logger[level](message, { ...details }) },
    },
    options,
  );
}

function ledgerOf(context: IExecuteFunctions, http: Http): Http {
  return new LedgerHttp(http, {
    executionId: context.getExecutionId(),
    nodeId: context.getNode().id,
    runIndex: Number(context.getWorkflowDataProxy(0).$runIndex),
  });
}
