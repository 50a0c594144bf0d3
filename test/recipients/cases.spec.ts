import assert from 'node:assert/strict';
import { createClient, isKoreNotifyError, type KoreNotifyError, type Problem } from '@kore-notify/core';
import { FakeClock, FakeSigner, jsonAnswer, ScriptedHttp } from '@kore-notify/core/testing';
import { CASES, type Expectation, type ProblemExpected, type RecipientsCase, revive } from './read-case.ts';

/** What a call came to. */
interface End {
  readonly value: ReportLike | undefined;
  readonly error: KoreNotifyError | undefined;
  /** As text. */
  readonly bodies: readonly string[];
  readonly paths: readonly string[];
  readonly isSkipping: boolean;
}

interface ReportLike {
  readonly problems?: readonly Problem[];
  readonly warnings?: readonly Problem[];
  readonly recipients?: readonly {
    readonly outcome: string;
    readonly reason?: string;
    readonly detail?: string;
  }[];
}

interface Body {
  readonly channel: string;
  readonly message?: Message;
  readonly content?: Message;
  readonly identities: readonly (string | WireIdentity)[];
}
interface Message {
  readonly val?: unknown;
  readonly value?: unknown;
}
type WireIdentity = Readonly<Record<string, unknown>> & {
  readonly customMessage?: string;
  readonly parameters?: Readonly<Record<string, string>>;
};

async function run({ call, input, options = {}, platform }: RecipientsCase): Promise<End> {
  const clock = new FakeClock();
  const accepted = (number: number) => ({
    status: 200,
    body: { _id: `ds-${number}`, status: 'IN_PROGRESS', percentageComplete: 0 },
  });
  const script = platform ?? Array.from({ length: 20 }, (_, index) => accepted(index + 1));
  const http = new ScriptedHttp(
    clock,
    script.map(({ status, body }) => jsonAnswer(status, body)),
  );
  const client = createClient(
    { clock, http, signer: new FakeSigner() },
    { host: 'platform.kore.ai', botId: 'st-1', clientId: 'cs-1' },
  );
  const calls = client as unknown as Record<
    string,
    (input: unknown, options: unknown) => Promise<ReportLike>
  >;
  let value: ReportLike | undefined;
  let error: KoreNotifyError | undefined;
  try {
    value = await clock.runUntilSettled(calls[call]!(revive(input), options));
  } catch (thrown) {
    if (!isKoreNotifyError(thrown)) throw thrown;
    error = thrown;
  }
  return {
    value,
    error,
    bodies: http.requests.flatMap(({ body }) => body ?? []),
    paths: http.requests.map(({ url }) => url),
    isSkipping: options['onBadRecipient'] === 'skip',
  };
}

/** Fails unless an expectation holds, and one of its alternatives. */
function check(expected: Expectation, end: End): void {
  const { anyOf, ...others } = expected;
  if (anyOf === undefined) {
    checkOne(others, end);
    return;
  }
  const failures: unknown[] = [];
  for (const one of anyOf)
    try {
      checkOne({ ...others, ...one }, end);
      return;
    } catch (failure) {
      failures.push(failure);
    }
  throw failures[0];
}

function checkOne(expected: Expectation, end: End): void {
  const { value, error, bodies, paths } = end;
  const all = bodies.map((body) => JSON.parse(body) as Partial<Body>);
  const sent = all.filter((body): body is Body => body.identities !== undefined);
  checkProblems(expected.problems, end);
  checkWarnings(expected.warnings, value?.warnings ?? []);
  const identities = sent.flatMap(({ identities }) => identities);
  const [first] = sent;
  const isEqual = (actual: unknown, wanted: unknown, what: string): void => {
    if (wanted !== undefined) assert.deepEqual(actual, wanted, what);
  };
  isEqual(identities.map(valueOf), expected.identityValues, 'identities');
  isEqual(identities, expected.wireIdentities, 'identities on the wire');
  isEqual(sent.flatMap(textsOf), expected.texts, 'texts');
  isEqual(
    value?.recipients?.map(({ outcome, reason }) =>
      reason === undefined ? outcome : `${outcome}: ${reason}`,
    ),
    expected.outcomes,
    'outcomes',
  );
  isEqual(first && messageOf(first), expected.wireMessage, 'message');
  if (expected.wireMessageJson !== undefined && first !== undefined)
    isEqual(
      { ...messageOf(first), val: JSON.parse(String(messageOf(first)?.val)) as unknown },
      expected.wireMessageJson,
      'message',
    );
  isEqual(first?.channel, expected.wireChannel, 'channel');
  isEqual(all, expected.wireBodies, 'bodies');
  if (expected.wirePaths !== undefined)
    assert.ok(
      expected.wirePaths.length === paths.length &&
        expected.wirePaths.every((path, at) => paths[at]?.endsWith(path)),
      paths.join(),
    );
  if (expected.result !== undefined) assert.partialDeepStrictEqual(value, expected.result);
  for (const words of expected.resultSays ?? []) assert.ok(JSON.stringify(value).includes(words), words);
  for (const { index, about } of expected.details ?? [])
    for (const words of about) assert.ok(value?.recipients?.[index]?.detail?.includes(words), words);
  for (const words of expected.neverOnWire ?? [])
    assert.ok(!bodies.some((body) => body.includes(words)), words);
  const said = [
    error?.message,
    ...problemsOf(end).map(allOf),
    ...(value?.warnings ?? []).map(allOf),
    ...(value?.recipients ?? []).map(({ detail }) => detail),
  ].join('\n');
  for (const words of expected.neverSays ?? []) assert.ok(!said.includes(words), words);
  for (const words of expected.says ?? [])
    assert.ok(error?.message.includes(words), `${words} in ${error?.message}`);
  if (expected.maxMessageLength !== undefined)
    assert.ok((error?.message.length ?? 0) <= expected.maxMessageLength);
}

function problemsOf({ value, error }: End): readonly Problem[] {
  return error?.problems ?? value?.problems ?? [];
}

function checkProblems(expected: readonly ProblemExpected[] | undefined, end: End): void {
  const problems = problemsOf(end);
  if (expected === undefined) {
    assert.equal(end.error, undefined, end.error?.message);
    assert.deepEqual(problems, []);
    return;
  }
  if (!end.isSkipping) {
    assert.equal(end.error?.code, 'invalid_input');
    assert.deepEqual(end.bodies, []);
  }
  for (const one of expected) {
    const met = problems.filter((problem) => isMet(problem, one)).length;
    assert.ok(one.once === true ? met === 1 : met > 0, `${JSON.stringify(one)} is met by ${met}`);
  }
  for (const problem of problems)
    assert.ok(
      expected.some((one) => isMet(problem, one)),
      allOf(problem),
    );
}

function checkWarnings(expected: readonly ProblemExpected[] | undefined, warnings: readonly Problem[]): void {
  if (expected?.length === 0) assert.deepEqual(warnings, []);
  for (const one of expected ?? [])
    assert.ok(
      warnings.some((warning) => isMet(warning, one)),
      JSON.stringify(one),
    );
}

function isMet(problem: Problem, { index, about = [] }: ProblemExpected): boolean {
  const text = allOf(problem).toLowerCase();
  return (
    (index === undefined || (problem.recipientIndex ?? null) === index) &&
    about.every((words) => text.includes(words.toLowerCase()))
  );
}

function allOf({ path, message, remedy }: Problem): string {
  return `${path} ${message} ${remedy}`;
}

function messageOf({ message, content }: Body): Message | undefined {
  return message ?? content;
}

function valueOf(identity: string | WireIdentity): unknown {
  if (typeof identity === 'string') return identity;
  const key = Object.keys(identity).find((name) => name !== 'customMessage' && name !== 'parameters');
  return identity[key ?? ''];
}

/** As the platform fills them: each name once. */
function textsOf(body: Body): string[] {
  const { val, value = val } = messageOf(body) ?? {};
  const main = typeof value === 'string' ? value : JSON.stringify(value);
  return body.identities.map((identity) => {
    const { customMessage = main, parameters = {} } = typeof identity === 'string' ? {} : identity;
    return customMessage.replaceAll(/\{([^{}]+)\}/g, (whole, name: string) =>
      Object.hasOwn(parameters, name) ? (parameters[name] ?? whole) : whole,
    );
  });
}

describe('What people and programs hand over', () => {
  for (const one of CASES)
    it(`${one.id}: ${one.title}`, async () => {
      check(one.expect, await run(one));
    }).timeout(10_000);
});
