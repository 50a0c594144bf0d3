import type {
  ICredentialsDecrypted,
  ICredentialTestFunctions,
  INodeCredentialTestResult,
} from 'n8n-workflow';
import { callWithin } from '../adapters/CallWithin';
import { N8nClock } from '../adapters/N8nClock';
import { checkTokenKey, hiddenTexts, makeToken } from '../adapters/MakeToken';
import { clientOptionsOf, tokenKeyOf } from './ClientOptions';
import { createClient, describeError, type Http, isKoreNotifyError } from './core';

/** The button of the credential: tells apart unreachable, wrong credentials, wrong scope and clock, in words. */
export async function testConnection(
  this: ICredentialTestFunctions,
  credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
  const data = credential.data ?? {};
  try {
    const key = tokenKeyOf(data);
    checkTokenKey(key);
    const client = createClient(
      {
        http: httpOf(this),
        clock: new N8nClock(),
        signer: {
          sign: (claims) => makeToken(JSON.stringify(claims), key),
          hides: (token) => [token, ...hiddenTexts(token, key)],
        },
      },
      clientOptionsOf(data),
    );
    const { ok, message } = await client.checkConnection();
    return { status: ok ? 'OK' : 'Error', message };
  } catch (error) {
    if (!isKoreNotifyError(error)) throw error;
    return { status: 'Error', message: describeError(error) };
  }
}

/** A test is given no other way to make a request than this one. */
function httpOf({ helpers }: ICredentialTestFunctions): Http {
  return {
    send(request) {
      const { method, url, headers, timeoutMs } = request;
      return callWithin(request, () =>
        helpers.request({
          method,
          uri: url,
          headers: { ...headers },
          timeout: timeoutMs,
          useStream: true,
          simple: false,
          resolveWithFullResponse: true,
          followRedirect: false,
          followAllRedirects: false,
        }),
      );
    },
  };
}
