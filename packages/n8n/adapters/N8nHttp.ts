import type { ICredentialDataDecryptedObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import type { Http, HttpAnswer, HttpFailure, HttpRequest } from '../shared/core';
import { BACKSTOP_MS, callWithin } from './CallWithin';
import { keepsCause } from './DescribeFailure';

/** The credential that signs. */
export const CREDENTIAL = 'koreNotifyApi';

/**
 * Sends through n8n's own HTTP helper. Its habits that would send a message twice, or the token elsewhere, are switched
 * off: on a 401 it sends again unless that is an answer, and it follows redirects with all headers. Should it sign a second
 * time all the same, the credential refuses.
 */
export class N8nHttp implements Http {
  readonly #context: IExecuteFunctions;
  readonly #credential: ICredentialDataDecryptedObject;
  readonly #keepsCause = keepsCause();

  /** `credential`: as n8n computes it for the items that the requests are for; by itself it takes that of the first. */
  constructor(context: IExecuteFunctions, credential: ICredentialDataDecryptedObject) {
    this.#context = context;
    this.#credential = credential;
  }

  send(request: HttpRequest): Promise<HttpAnswer | HttpFailure> {
    const { method, url, headers, body, timeoutMs } = request;
    return callWithin(request, (abortSignal) => {
      const options: IHttpRequestOptions = {
        method,
        url,
        headers: { ...headers },
        timeout: timeoutMs + BACKSTOP_MS,
        abortSignal,
        encoding: 'stream',
        returnFullResponse: true,
        // Where an error would lose the answer none is thrown; a proxy that refuses then passes for the platform.
        ignoreHttpStatusErrors: this.#keepsCause ? { ignore: true, except: TOLD_WITH_THE_REQUEST } : true,
        disableFollowRedirect: true,
        ...(body === undefined ? {} : { body }),
      };
      // n8n puts the signal of the execution in the place of ours; ours follows that one, and the time-out as well.
      const context = Object.create(this.#context, {
        getExecutionCancelSignal: { value: () => abortSignal },
      }) as IExecuteFunctions;
      return this.#context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL, options, {
        credentialsDecrypted: { id: '', name: '', type: CREDENTIAL, data: this.#credential },
      });
    });
  }
}

/**
 * Statuses that n8n is to throw: only its errors hold the request, which says whether it was the platform or a proxy that
 * answered: all of three digits. Never 401, after which n8n sends again; 200 is not needed.
 */
const TOLD_WITH_THE_REQUEST = Array.from({ length: 900 }, (_, index) => 100 + index).filter(
  (status) => status !== 200 && status !== 401,
);
