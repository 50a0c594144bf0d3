import { randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Simulator, SimulatorOptions } from '../src/index.ts';
import { createSimulator } from '../src/index.ts';

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
}

export interface RawRequest {
  method?: string;
  path: string;
  body?: unknown;
  token?: string | undefined;
  headers?: Record<string, string>;
}

export interface Claims {
  appId?: unknown;
  iat?: number;
  exp?: number;
  jti?: string;
}

export const V1_BODY = {
  channel: 'msteams',
  userIdentityType: 'resolve',
  message: { type: 'text', val: 'Please reset your password.' },
  identities: ['ann@example.com'],
};

export const V2_BODY = {
  channel: 'whatsapp',
  message: { type: 'text', value: 'Your order left.' },
  identities: [{ phoneNumber: '+919000000004' }],
};

export const DEVICE_BODY = { deviceId: 'e0f1', osType: 'Android', userId: 'u-1' };

/** Speaks to one simulator with nothing but fetch and a signer. */
export class RawClient {
  readonly simulator: Simulator;

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  sign(
    claims: Claims = {},
    key: string = this.simulator.app.clientSecret,
    options: jwt.SignOptions = {},
  ): string {
    const now = Math.floor(Date.now() / 1000);
    const all = { appId: this.simulator.app.clientId, sub: 'test', iat: now, exp: now + 300, ...claims };
    return jwt.sign(all, key, options);
  }

  async request({ method = 'GET', path, body, headers = {}, ...rest }: RawRequest): Promise<RawAnswer> {
    const token = 'token' in rest ? rest.token : this.sign({ jti: randomUUID() });
    const answer = await fetch(`${this.simulator.url}${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { auth: token }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: parse(text) };
  }

  bot(path: string): string {
    return `/api/public/bot/${this.simulator.app.botId}/${path}`;
  }

  stream(path: string): string {
    return `/api/public/streams/${this.simulator.app.botId}/${path}`;
  }

  send(body: unknown = V1_BODY, token?: string): Promise<RawAnswer> {
    const signed = token === undefined ? {} : { token };
    return this.request({ method: 'POST', path: this.bot('notify'), body, ...signed });
  }

  sendV2(body: unknown = V2_BODY): Promise<RawAnswer> {
    return this.request({ method: 'POST', path: this.bot('notifyV2'), body });
  }

  status(requestId: unknown): Promise<RawAnswer> {
    return this.request({ path: this.bot(`notify/status/${String(requestId)}`) });
  }

  statusV2(requestId: unknown): Promise<RawAnswer> {
    return this.request({ path: this.bot(`notifyV2/status/${String(requestId)}`) });
  }

  subscribe(body: unknown = DEVICE_BODY): Promise<RawAnswer> {
    return this.request({ method: 'POST', path: this.stream('sdknotifications/subscribe'), body });
  }

  unsubscribe(body: unknown): Promise<RawAnswer> {
    return this.request({ method: 'DELETE', path: this.stream('sdknotifications/unsubscribe'), body });
  }

  devices(userId = 'u-1'): Promise<RawAnswer> {
    return this.request({ path: this.stream(`subscribeddevices?uId=${userId}`) });
  }

  control(method: string, path: string, body?: unknown): Promise<RawAnswer> {
    const headers = method === 'GET' ? {} : { 'x-kore-simulator': '1' };
    return this.request({ method, path: `/_simulator${path}`, body, headers, token: undefined });
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const running: Simulator[] = [];

/** A client of a simulator of its own, which `stopAll` stops. */
export async function startClient(options: SimulatorOptions = {}): Promise<RawClient> {
  const simulator = await createSimulator(options);
  running.push(simulator);
  return new RawClient(simulator);
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
}

/** The platform's words of a refusal, with its statuses: `401 4002 Invalid SDK credentials`. */
export function refusalOf({ status, body }: RawAnswer): string {
  const [first] = body['errors'] as { msg: string; code: number }[];
  return `${status} ${String(first?.code)} ${String(first?.msg)}`;
}
