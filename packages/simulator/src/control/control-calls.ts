import { randomUUID } from 'node:crypto';
import type { Fault } from '../faults.ts';
import { readFault } from '../faults.ts';
import type { App, DirectoryRule } from '../options.ts';
import { DEFAULT_APP } from '../options.ts';
import type { ScenarioName } from '../scenario-names.ts';
import { SCENARIO_NAMES } from '../scenario-names.ts';
import { SCENARIOS } from '../scenarios.ts';
import { describeKept, resetSimulation, startScenario } from '../simulation.ts';
import type { OutcomeChange } from '../store/job.ts';
import type { MessageAt } from '../store/job-book.ts';
import { MAX_MESSAGE_CHARACTERS } from '../store/job-book.ts';
import { createMessageFilter } from '../store/message-filter.ts';
import { toRequest } from '../store/received-log.ts';
import type { Push } from '../push/push-log.ts';
import type { ControlContext } from './control-route.ts';
import { describePlatform } from './openapi.ts';
import type { Page, Row } from './take-page.ts';
import {
  fitsPage,
  MAX_TEXT_CHARACTERS,
  shorten,
  shortenData,
  shortenText,
  takePage,
  takePiece,
} from './take-page.ts';

const TOKEN_LIFETIME_SECONDS = 3_600;

const done = { ok: true };

export function listRoutes({ controlRoutes, controlPrefix }: ControlContext) {
  return controlRoutes.map(({ method, path, does }) => ({ method, path: `${controlPrefix}${path}`, does }));
}

export function showOpenApi({ url, platformRoutes, controlRoutes, controlPrefix }: ControlContext) {
  return describePlatform(url, { platformRoutes, controlRoutes, controlPrefix });
}

export function showApp({ simulation, url }: ControlContext) {
  const { jti, jwe } = simulation.settings;
  const publicJwk = simulation.authentication.publicJwkOf(DEFAULT_APP.clientId);
  const app = { url, ...DEFAULT_APP, algorithm: 'HS256', enforceJti: jti, enforceJwe: jwe };
  return { ...app, ...(publicJwk === undefined ? {} : { publicJwk }) };
}

export async function makeToken({ simulation }: ControlContext) {
  const now = Math.floor(simulation.clock.dateMs() / 1000);
  const claims = {
    appId: DEFAULT_APP.clientId,
    sub: 'simulator',
    iat: now,
    exp: now + TOKEN_LIFETIME_SECONDS,
    jti: randomUUID(),
  };
  return { token: await simulation.authentication.makeToken(claims) };
}

export function summarise({ simulation }: ControlContext) {
  return describeKept(simulation);
}

export function listReceived(context: ControlContext) {
  const { received } = context.simulation;
  const { number, after, before } = context.query;
  const counts = { total: received.total, ...droppedOf(received.dropped) };
  if (number !== undefined) return { ...counts, ...wholeRequest(context, Number(number)) };
  const entries =
    after === undefined
      ? received.newestFirst(numberOr(before, Infinity))
      : received.oldestFirst(Number(after));
  const rows = map(entries, (entry) => {
    const { body, ...request } = toRequest(entry);
    const { value, isCut } = shortenData(body);
    return { cursor: entry.number, row: { ...request, body: value, ...(isCut ? { isBodyCut: true } : {}) } };
  });
  return { ...counts, ...pageOf(context, { key: 'received', rows, isNewestFirst: after === undefined }) };
}

/** The body as it was sent, piece by piece, if it is too long for an answer. */
function wholeRequest(context: ControlContext, number: number) {
  const entry = context.simulation.received.find(number);
  if (entry === undefined) return { received: [] };
  const { from } = context.query;
  const { text, continueAt } = takePiece(entry.bodyText ?? '', numberOr(from, 0));
  const { body, ...request } = toRequest(entry);
  const isWhole = from === undefined && continueAt === undefined;
  // JSON can be longer than what it was read from: 1E20 has 21 digits.
  const shown = {
    ...request,
    body: isWhole && fitsPage(body) ? body : text,
    ...(isWhole ? {} : { isBodyCut: true }),
  };
  return { received: [shown], ...nextPage(context, 'from', continueAt) };
}

export function listMessages(context: ControlContext) {
  const { jobs } = context.simulation;
  const { number, after } = context.query;
  const counts = {
    total: jobs.totalMessages,
    ...droppedOf(jobs.totalMessages - jobs.listedMessages),
  };
  if (number !== undefined) return { ...counts, ...wholeMessage(context, Number(number)) };
  const isNewestFirst = after === undefined;
  const fits = createMessageFilter(jobs, context.query);
  const messages = messagesOf(context);
  const search = fits === undefined ? undefined : new Search(messages, fits);
  const rows = map(search?.found() ?? messages, (message) => ({
    cursor: message.number,
    row: shorten(jobs.toMessage(message, MAX_TEXT_CHARACTERS)),
  }));
  const page = pageOf(context, { key: 'messages', rows, isNewestFirst });
  if (search?.endedAt === undefined) return { ...counts, ...page };
  return { ...counts, ...page, ...nextPage(context, isNewestFirst ? 'before' : 'after', search.endedAt) };
}

/** All, or those of one job. */
function messagesOf({ simulation: { jobs }, query }: ControlContext): Iterable<MessageAt> {
  const { after, before, job: requestId } = query;
  if (requestId === undefined)
    return after === undefined
      ? jobs.newestMessagesFirst(numberOr(before, Infinity))
      : jobs.oldestMessagesFirst(Number(after));
  const job = jobs.find(requestId);
  if (job === undefined) return [];
  const all = job.recipients.map((_, index) => ({ number: job.firstNumber + index, job, index }));
  return after === undefined
    ? all.reverse().filter(({ number }) => number < numberOr(before, Infinity))
    : all.filter(({ number }) => number > Number(after));
}

/** How many messages are looked through for one answer, so that none takes long. */
const MAX_SEARCHED = 25_000;

/** Looks through messages, and says where it ended before it had seen all. */
class Search {
  readonly #all: Iterable<MessageAt>;
  readonly #fits: (message: MessageAt) => boolean;
  endedAt: number | undefined;

  constructor(all: Iterable<MessageAt>, fits: (message: MessageAt) => boolean) {
    this.#all = all;
    this.#fits = fits;
  }

  *found(): Generator<MessageAt> {
    let looked = 0;
    for (const message of this.#all) {
      if (this.#fits(message)) yield message;
      looked += 1;
      if (looked === MAX_SEARCHED) {
        this.endedAt = message.number;
        return;
      }
    }
  }
}

export function listRecipients(context: ControlContext) {
  const { processed } = context.simulation.jobs;
  const wanted = (context.query['search'] ?? '').toLowerCase();
  const all = processed.newestFirst(numberOr(context.query['before'], Infinity));
  const found = filter(all, ({ identity }) => wanted === '' || identity.toLowerCase().includes(wanted));
  const rows = map(found, ({ number, identity, times }) => ({
    cursor: number,
    row: { number, identity: shortenText(identity), messages: times },
  }));
  return {
    total: processed.size,
    ...pageOf(context, { key: 'recipients', rows, isNewestFirst: true }),
    ...droppedOf(processed.dropped),
  };
}

export function changeOutcome({ simulation, body }: ControlContext) {
  const change = body as OutcomeChange;
  const changed = simulation.jobs.changeOutcome(change);
  if (changed === undefined) throw new TypeError(`There is no job with the request id ${change.requestId}.`);
  if (changed === 0)
    throw new TypeError(`The job ${change.requestId} has no recipient ${change.identity ?? ''}.`);
  return { ...done, changed };
}

export function listScenarios({ simulation }: ControlContext) {
  const scenarios = SCENARIO_NAMES.map((name) => ({ name, description: SCENARIOS[name].description }));
  return { current: simulation.scenario, scenarios };
}

export function chooseScenario(context: ControlContext) {
  const { name } = context.body as { name: ScenarioName };
  startScenario(context.simulation, name);
  return listScenarios(context);
}

export function listPushes({ simulation: { pushes } }: ControlContext) {
  return { webhook: pushes.webhook, total: pushes.total, pushes: pushes.list().map(shortenPush) };
}

export function setPushWebhook(context: ControlContext) {
  context.simulation.pushes.setWebhook((context.body as { url: string }).url);
  return listPushes(context);
}

export async function sendPush({ simulation, body }: ControlContext) {
  const { userId, message: text, botId = DEFAULT_APP.botId } = body as Record<string, string>;
  const message = { botId, userId: userId ?? '', text: text ?? '' };
  const push = await simulation.pushes.post(message, simulation.devices.ofUser(message));
  return shortenPush(push);
}

/** 200 of them must fit into an answer. */
function shortenPush(push: Push): Push {
  const { devices, message } = push.body;
  return {
    ...push,
    body: {
      ...push.body,
      message: message.slice(0, MAX_PUSH_CHARACTERS),
      devices: devices.slice(0, MAX_PUSH_DEVICES).map(({ deviceId, osType }) => ({
        deviceId: deviceId.slice(0, MAX_PUSH_CHARACTERS),
        osType: osType.slice(0, MAX_PUSH_CHARACTERS),
      })),
    },
  };
}

const MAX_PUSH_CHARACTERS = 200;
const MAX_PUSH_DEVICES = 5;

/** The text piece by piece, if it is too long for an answer. */
function wholeMessage(context: ControlContext, number: number) {
  const { jobs } = context.simulation;
  const found = jobs.findMessage(number);
  if (found === undefined) return { messages: [] };
  const message = jobs.toMessage(found, MAX_MESSAGE_CHARACTERS);
  const from = numberOr(context.query['from'], 0);
  const { text, continueAt } = takePiece(message.text, from);
  const isWhole = from === 0 && continueAt === undefined;
  const shown = { ...shorten(message), text, ...(isWhole ? {} : { isCut: true }) };
  return { messages: [shown], ...nextPage(context, 'from', continueAt) };
}

export function countProcessed(context: ControlContext) {
  const { processed } = context.simulation.jobs;
  const after = numberOr(context.query['after'], 0);
  // Identities go in the order in which they came, so the number of each stays the same.
  const first = processed.dropped + 1;
  const numbered = map(enumerate(processed.entries()), ([index, [identity, times]]) => ({
    cursor: first + index,
    row: [shortenText(identity), times],
  }));
  const page = takePage(
    filter(numbered, ({ cursor }) => cursor > after),
    limitOf(context),
  );
  return {
    processed: Object.fromEntries(page.rows as [string, number][]),
    ...nextPage(context, 'after', page.continueAt),
    ...droppedOf(processed.dropped),
  };
}

export function listJobs(context: ControlContext) {
  const { jobs } = context.simulation;
  const newest = jobs.newestJobsFirst(numberOr(context.query['before'], Infinity));
  const rows = map(newest, (job) => ({ cursor: job.firstNumber, row: shorten(jobs.toJob(job)) }));
  return {
    total: jobs.totalJobs,
    ...pageOf(context, { key: 'jobs', rows, isNewestFirst: true }),
    ...droppedOf(jobs.droppedJobs),
  };
}

export function listDevices(context: ControlContext) {
  const { devices } = context.simulation;
  const { after, userId } = context.query;
  const ofUser = filter(
    devices.oldestFirst(numberOr(after, 0)),
    ({ device }) => userId === undefined || device.userId === userId,
  );
  const rows = map(ofUser, ({ number, device }) => ({ cursor: number, row: shorten(device) }));
  return { ...pageOf(context, { key: 'devices', rows }), ...droppedOf(devices.dropped) };
}

export function addDevice({ simulation: { devices }, body }: ControlContext) {
  const device = body as { botId?: string; userId: string; deviceId: string; osType: string };
  devices.subscribe({ botId: DEFAULT_APP.botId, ...device });
  return done;
}

export function listFaults(context: ControlContext) {
  const rows = map(enumerate(context.simulation.faults.list()), ([index, pending]) => {
    const { fault, skipsLeft, timesLeft } = pending;
    const parts = Object.entries(fault).map(([key, value]) => [key, shortenData(value).value] as const);
    return {
      cursor: index + 1,
      // JSON has no infinity.
      row: {
        fault: Object.fromEntries(parts),
        skipsLeft,
        timesLeft: timesLeft === Infinity ? null : timesLeft,
      },
    };
  });
  return pageOf(context, { key: 'faults', rows: behind(context, rows) });
}

export function addFaults(context: ControlContext) {
  const faults: Fault[] = (Array.isArray(context.body) ? context.body : [context.body]).map(readFault);
  for (const fault of faults) context.simulation.faults.add(fault);
  return listFaults(context);
}

export function clearFaults({ simulation }: ControlContext) {
  simulation.faults.clear();
  return done;
}

export function listDirectory(context: ControlContext) {
  const rules = enumerate(context.simulation.directory.list());
  const rows = map(rules, ([index, rule]) => ({ cursor: index + 1, row: shorten(rule) }));
  return pageOf(context, { key: 'rules', rows: behind(context, rows) });
}

export function setDirectory(context: ControlContext) {
  context.simulation.directory.set(context.body as DirectoryRule[]);
  return listDirectory(context);
}

export function addApp({ simulation, body }: ControlContext) {
  const app = body as App;
  simulation.authentication.add(app);
  const publicJwk = simulation.authentication.publicJwkOf(app.clientId);
  return { ...done, ...(publicJwk === undefined ? {} : { publicJwk }) };
}

export function reset({ simulation }: ControlContext) {
  resetSimulation(simulation);
  return done;
}

/** Rows under their name, in order, and the address of the rows behind them. */
function pageOf(
  context: ControlContext,
  { key, rows, isNewestFirst = false }: { key: string; rows: Iterable<Row>; isNewestFirst?: boolean },
) {
  const page: Page = takePage(rows, limitOf(context));
  return {
    [key]: isNewestFirst ? page.rows.toReversed() : page.rows,
    ...nextPage(context, isNewestFirst ? 'before' : 'after', page.continueAt),
  };
}

function nextPage(
  context: ControlContext,
  direction: 'after' | 'before' | 'from',
  cursor: number | undefined,
) {
  if (cursor === undefined) return {};
  const query = new URLSearchParams({ ...context.query, [direction]: String(cursor) });
  return { next: `${context.controlPrefix}${context.path}?${query.toString()}` };
}

function limitOf({ query }: ControlContext): number | undefined {
  return query['limit'] === undefined ? undefined : Number(query['limit']);
}

/** Left out if there is nothing to say. */
function droppedOf(dropped: number): { dropped?: number } {
  return dropped === 0 ? {} : { dropped };
}

function behind({ query }: ControlContext, rows: Iterable<Row>): Iterable<Row> {
  const after = numberOr(query['after'], 0);
  return filter(rows, ({ cursor }) => cursor > after);
}

function numberOr(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Number(text);
}

// Only as many rows are made as an answer takes.

function* map<From, To>(all: Iterable<From>, change: (one: From) => To): Generator<To> {
  for (const one of all) yield change(one);
}

function* filter<One>(all: Iterable<One>, isWanted: (one: One) => boolean): Generator<One> {
  for (const one of all) if (isWanted(one)) yield one;
}

function* enumerate<One>(all: Iterable<One>): Generator<[number, One]> {
  let index = 0;
  for (const one of all) {
    yield [index, one];
    index += 1;
  }
}
