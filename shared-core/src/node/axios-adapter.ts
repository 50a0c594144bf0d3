import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import { gunzip } from 'node:zlib';
import { type AxiosAdapter, AxiosError, type AxiosResponse } from 'axios';
import { TOO_LARGE } from '../calls/describe-connection-failure.ts';

/** What the adapter is given as `transport`: a way to one origin, over its agent. */
export interface Transport {
  request(options: RequestOptions, callback: (answer: IncomingMessage) => void): ClientRequest;
}

/**
 * The adapter of axios for what is sent here: a path, with a body of text or none, over the transport of its origin; the
 * answer is text of at most `maxContentLength` bytes. Time-outs and cancelling are the caller's.
 *
 * The adapter that comes with axios also follows redirects, finds proxies, uploads forms and streams, tells of progress and
 * limits rates. Nothing of that is used here, and it took longer than all the rest of a send (test/bench).
 */
export const sendText: AxiosAdapter = (config) =>
  new Promise((resolve, reject) => {
    const { url: path = '/', method = 'GET', maxContentLength = Infinity } = config;
    const transport = config.transport as Transport;
    const body = config.data as string | undefined;
    let code: string | undefined;
    // Not AxiosError.from: which of the error it keeps, and its type, differ between versions of axios.
    const fail = (error: NodeJS.ErrnoException): void => {
      const failure = new AxiosError(error.message, code ?? error.code, config, request);
      reject(Object.assign(failure, { cause: error }));
    };

    const headers = {
      'user-agent': 'kore-notify',
      'accept-encoding': 'gzip',
      ...(config.headers.toJSON() as Record<string, string>),
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
    };
    // The time-out of an agent is that of its free sockets.
    const options = { method: method.toUpperCase(), path, headers, timeout: 0 };
    const request = transport.request(options, (answer) => {
      code = AxiosError.ERR_BAD_RESPONSE;
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size <= maxContentLength) return;
        code = TOO_LARGE;
        answer.destroy(new Error('The answer is too large.'));
      });
      answer.on('error', fail);
      answer.on('end', () => {
        const { statusCode = 0, statusMessage = '' } = answer;
        const answerHeaders = answer.headers as AxiosResponse['headers'];
        const end = (bytes: Buffer): void => {
          const data = bytes.toString().replace(/^\uFEFF/, '');
          resolve({
            status: statusCode,
            statusText: statusMessage,
            headers: answerHeaders,
            data,
            config,
            request,
          });
        };
        const bytes = Buffer.concat(chunks, size);
        if (size === 0 || !GZIP.test(answer.headers['content-encoding'] ?? '')) end(bytes);
        else
          gunzip(bytes, { maxOutputLength: maxContentLength }, (error, text) => {
            if (error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') code = TOO_LARGE;
            if (error) fail(error);
            else end(text);
          });
      });
    });
    request.on('error', fail);
    request.end(body);
  });

const GZIP = /^(x-)?gzip$/i;
