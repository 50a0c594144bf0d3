import type { SubscribedDevice } from '../store/device-book.ts';

/** What is posted to the webhook. Kore.ai publishes no format (docs/kore-ai-api.md#devices): this one is the simulator's. */
export interface PushBody {
  botId: string;
  userId: string;
  message: string;
  devices: { deviceId: string; osType: string }[];
  /** ISO 8601. */
  sentAt: string;
}

/** One message that was posted, or not. */
export interface Push {
  /** Counts from 1. */
  number: number;
  /** ms since 1970, by this machine's clock. */
  at: number;
  /** Where it was posted. */
  url: string;
  body: PushBody;
  /** Of the webhook's answer; undefined if there was none. */
  answeredStatus?: number;
  /** Why there was no answer. */
  problem?: string;
}

const MAX_KEPT = 200;
const TIMEOUT_MS = 10_000;

/** Posts push messages to a webhook of this machine, and remembers the latest. */
export class PushLog {
  readonly #initial: string;
  readonly #isAllowedHost: (host: string | undefined) => boolean;
  readonly #stopping: AbortSignal;
  #webhook = '';
  #pushes: Push[] = [];
  #lastNumber = 0;

  /** @throws TypeError for a webhook that is not allowed */
  constructor(options: {
    webhook: string;
    isAllowedHost: (host: string | undefined) => boolean;
    stopping: AbortSignal;
  }) {
    this.#isAllowedHost = options.isAllowedHost;
    this.#stopping = options.stopping;
    this.setWebhook(options.webhook);
    this.#initial = this.#webhook;
  }

  get webhook(): string {
    return this.#webhook;
  }

  /** Where to post from now on; empty for nowhere. @throws TypeError for an address that is not allowed */
  setWebhook(url: string): void {
    if (url !== '') this.#check(url);
    this.#webhook = url;
  }

  /**
   * Posts a message for a user's devices, as Kore.ai does when the bot has one.
   * @throws TypeError if there is no webhook, or no device
   */
  async post(
    message: { botId: string; userId: string; text: string },
    devices: SubscribedDevice[],
  ): Promise<Push> {
    if (this.#webhook === '')
      throw new TypeError(
        'There is no push webhook. Set its address first, for example with --push-webhook.',
      );
    if (devices.length === 0)
      throw new TypeError(
        `The user ${message.userId} has no subscribed device, so no push message is posted.`,
      );
    const url = this.#webhook;
    const now = new Date();
    const body: PushBody = {
      botId: message.botId,
      userId: message.userId,
      message: message.text,
      devices: devices.map(({ deviceId, osType }) => ({ deviceId, osType })),
      sentAt: now.toISOString(),
    };
    this.#lastNumber += 1;
    const push: Push = { number: this.#lastNumber, at: now.getTime(), url, body };
    this.#pushes = [...this.#pushes, push].slice(-MAX_KEPT);
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', connection: 'close' },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.any([this.#stopping, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      push.answeredStatus = answer.status;
      await answer.body?.cancel();
    } catch (error) {
      push.problem = problemOf(error as Error);
    }
    return push;
  }

  /** The latest, in order. */
  list(): Push[] {
    return [...this.#pushes];
  }

  get total(): number {
    return this.#lastNumber;
  }

  reset(): void {
    this.#webhook = this.#initial;
    this.#pushes = [];
    this.#lastNumber = 0;
  }

  #check(url: string): void {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new TypeError(`The push webhook must be an http or https address, got "${url}".`);
    if (!this.#isAllowedHost(new URL(url).host))
      throw new TypeError(
        `The push webhook must be on this machine, got "${new URL(url).host}". Allow another name with --allow-host.`,
      );
  }
}

function problemOf(error: Error): string {
  if (error.name === 'TimeoutError') return `No answer within ${TIMEOUT_MS / 1000} seconds.`;
  const { code } = (error.cause ?? {}) as { code?: string };
  return code === 'ECONNREFUSED'
    ? 'Nothing listens at this address.'
    : `Not reached: ${code ?? error.message}.`;
}
