import type { Http, HttpAnswer, HttpFailure, HttpRequest } from '@kore-notify/core';
import type { ICredentialDataDecryptedObject, IExecuteFunctions, INodeType } from 'n8n-workflow';
import { loadBundled } from './load-bundled.ts';
import { loadCredential, loadNodes, runInEngine } from './run-workflow.ts';

type N8nHttpClass = new (context: IExecuteFunctions, credential: ICredentialDataDecryptedObject) => Http;

let loading: Promise<N8nHttpClass> | undefined;

function loadN8nHttp(): Promise<N8nHttpClass> {
  loading ??= loadBundled<{ N8nHttp: N8nHttpClass }>('adapters/N8nHttp.ts').then(({ N8nHttp }) => N8nHttp);
  return loading;
}

/** Sends requests through n8n's own engine, helpers and credential, as a node of the palette does. */
export class EngineHttp implements Http {
  async send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const N8nHttp = await loadN8nHttp();
    const { koreSendNotification } = await loadNodes();
    const credential = {
      host: originOf(request.url),
      botId: 'st-1',
      clientId: 'cs-1',
      clientSecret: 'secret',
      algorithm: 'HS256',
      allowHttp: true,
    };
    let result: HttpAnswer | HttpFailure | undefined;
    const nodeType = {
      // Its credential, without what it asks people for.
      description: { ...koreSendNotification?.description, properties: [] },
      async execute(this: IExecuteFunctions) {
        result = await new N8nHttp(this, credential).send(request);
        return [[]];
      },
    } as INodeType;
    await runInEngine({
      nodeType,
      node: { type: 'test.http', parameters: {} },
      items: [{}],
      credentialType: await loadCredential(),
      credential,
    });
    if (result === undefined) throw new Error('n8n did not run the node.');
    return result;
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

/** A request whose token the credential signs. */
export function signedRequest(url: string, more: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    url,
    headers: { auth: '{"appId":"cs-1"}', 'content-type': 'application/json' },
    body: '{"message":"hidden"}',
    timeoutMs: 5_000,
    ...more,
  };
}
