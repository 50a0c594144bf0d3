import { createHash, createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AxiosHttp,
  type AxiosHttpOptions,
  FileJournal,
  JoseSigner,
  JsonwebtokenSigner,
  SystemClock,
} from '../../src/node/index.ts';
import {
  inEnvironment,
  makeEncryptionKeys,
  makeSigningKeys,
  NodeServers,
} from '../../src/node/testing/index.ts';
import {
  clockContract,
  type ContractCase,
  httpContract,
  type HttpSubject,
  journalContract,
  memoryContract,
  signerContract,
} from '../../src/testing/index.ts';
import {
  type Algorithm,
  type ContentEncryption,
  createObjectJournal,
  createReplayMemories,
} from '../../src/index.ts';
import { TEST_CERTIFICATE, TEST_IDENTITY } from './local-server.ts';

const keeps = (contract: readonly ContractCase[]): void => {
  for (const { title, run } of contract) it(title, run);
};
const startServers = (): NodeServers => new NodeServers(TEST_IDENTITY);

async function closing<T>(options: AxiosHttpOptions, run: (http: AxiosHttp) => Promise<T>): Promise<T> {
  const http = new AxiosHttp(options);
  try {
    return await run(http);
  } finally {
    http.close();
  }
}

describe('AxiosHttp with the proxy and the certificate of its options', () => {
  const use: HttpSubject['use'] = ({ proxy, isTrusted = false }, run) =>
    closing(
      {
        proxy: proxy === undefined ? false : { url: proxy },
        tls: isTrusted ? { ca: TEST_CERTIFICATE } : {},
      },
      run,
    );
  keeps(httpContract({ startServers, use }));
});

describe('AxiosHttp with the proxy and the certificates of its environment', () =>
  keeps(
    httpContract({
      startServers,
      use: (way, run) => inEnvironment(way, TEST_CERTIFICATE, () => closing({}, run)),
    }),
  ));

describe('SystemClock', () => keeps(clockContract(() => ({ clock: new SystemClock() }))));

describe('JsonwebtokenSigner', () =>
  keeps(
    signerContract({
      keys: makeSigningKeys(),
      makeSigner: ({ algorithm, key }) =>
        new JsonwebtokenSigner({ algorithm: algorithm as Algorithm, key: key as string }),
    }),
  ));

describe('JoseSigner', () =>
  keeps(
    signerContract({
      keys: makeEncryptionKeys(),
      makeSigner: ({ key, contentEncryption }) =>
        new JoseSigner({
          publicKey: key as string,
          contentEncryption: contentEncryption as ContentEncryption,
        }),
    }),
  ));

describe('FileJournal', () => {
  let folder: string;
  let journals: FileJournal[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kore-notify-contract-'));
    journals = [];
  });
  afterEach(async () => {
    await Promise.all(journals.map((journal) => journal.close()));
    await rm(folder, { recursive: true, force: true });
  });

  const make = (sizes: { readonly maxBytes?: number; readonly fileBytes?: number } = {}) => {
    let now = 1_000_000;
    return {
      nextRun() {
        const journal = new FileJournal({ folder, now: () => now, elapsedMs: () => now, ...sizes });
        journals.push(journal);
        return journal;
      },
      now: () => now,
      letPass: (ms: number) => void (now += ms),
      async kept() {
        const names = await readdir(folder);
        return (await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))).join();
      },
    };
  };
  keeps(
    journalContract({
      make: () => make(),
      small: { make: () => make({ fileBytes: 1_000, maxBytes: 3_000 }), room: 40 },
    }),
  );
});

describe('A journal in an object', () => {
  const make = () => {
    let now = 1_000_000;
    let runs = 0;
    // As a host keeps it between two runs.
    let kept = '{}';
    const clock = { now: () => now, elapsedMs: () => now };
    let data: Record<string, unknown> = {};
    return {
      nextRun() {
        if (runs > 0) kept = JSON.stringify(data);
        data = JSON.parse(kept) as Record<string, unknown>;
        return createObjectJournal({
          data,
          run: String(++runs),
          clock,
          hash: (secret, text) => createHmac('sha256', secret).update(text).digest('base64url'),
          newSecret: () => randomBytes(32).toString('base64url'),
        });
      },
      now: () => now,
      letPass: (ms: number) => void (now += ms),
      kept: () => JSON.stringify(data),
    };
  };
  keeps(journalContract({ make, small: { make, room: 20_000 } }));
});

describe('The memory of runs that a host makes again', () =>
  keeps(
    memoryContract(() => {
      const memories = createReplayMemories({
        hash: (text) => createHash('sha256').update(text).digest('base64'),
      });
      return { nextTry: (run) => memories.of(run) };
    }),
  ));
