import type { Connection } from '../calls/call-platform.ts';
import { paceShareOf } from '../pace/pace-share.ts';
import { bound } from '../text/bound.ts';
import { readOptions, RUN_OPTIONS } from '../validation/read-given.ts';
import {
  describeError,
  infoOf,
  KoreNotifyError,
  problemsError,
  type ErrorInfo,
} from '../vocabulary/errors.ts';
import { DEFAULTS, type RunOptions, type SendOptions } from '../vocabulary/options.ts';
import { type Api } from '../vocabulary/outcomes.ts';
import { type Problem, ProblemCollector } from '../vocabulary/problems.ts';
import type { SendReport } from '../vocabulary/reports.ts';
import { type SendDraft } from './draft.ts';
import { Gate } from './guards/gate.ts';
import { type LeftOut, RecipientOutcomes, type RecipientReason } from './recipient-outcomes.ts';
import type { Stop } from '../calls/run-until-stopped.ts';
import { numberOf, type PreviewReport, type PreviewRow } from './preview.ts';
import { sendDraft, type SentDraft } from './send-notification.ts';

/** A send that was read, checked and split, and of which nothing is sent yet. */
export interface SendPlan {
  /** Which send call it is for. */
  readonly api: Api;
  /** As given. */
  readonly channel: string;
  /** Recipients given. */
  readonly total: number;
  /** Recipients that it would message: without invalid ones and duplicates. 0 if it cannot be sent. */
  readonly recipients: number;
  /** Requests that it would take. */
  readonly requests: number;
  /** How long sending would take by the limits from now on, in milliseconds, if every request is answered at once. */
  readonly estimatedMs: number;
  /** What is wrong with the message, the settings and the recipients: each problem once, the first 50. */
  readonly problems: readonly Problem[];
  /** Number of all problems. */
  readonly problemCount: number;
  /** What can be sent, but looks wrong; the first 50. */
  readonly warnings: readonly Problem[];
  /** Number of all warnings. */
  readonly warningCount: number;
  /**
   * What the first recipients would read, by index; all of them, if no number is given. Ask before it is sent: of a request
   * that is over the texts are forgotten, and the message is shown with its placeholders.
   */
  preview(count?: number): readonly PreviewRow[];
  /** The same as a report: what would be sent, and how long that would take. Everybody is `unsent`, as in `report`. */
  previewReport(): PreviewReport;
  /** Everybody as `unsent`: `invalid`, `duplicate`, `stopped` where others keep it from being sent, else `preview`. */
  report(): SendReport;
  /** The plan itself. @throws KoreNotifyError `invalid_input`, if it cannot be sent */
  orThrow(): SendPlan;
  /**
   * Sends it, each recipient as it was when it was read; once only. Of a plan that cannot be sent this is the report.
   * @throws KoreNotifyError `invalid_input`, if it was sent before
   */
  send(options?: RunOptions): Promise<SendReport>;
}

/** What a plan is sent over, or why there is no way to send it. */
export type PlanConnection =
  Connection | { readonly ports: Pick<Connection['ports'], 'clock'>; readonly refusal: ErrorInfo };

/** What one person is to read. */
export interface PlannedText {
  readonly index: number;
  readonly identity: string;
  readonly text: () => string;
}

/** A plan, and what the runs of the core need of it. */
export class PlannedSend implements SendPlan {
  readonly api: Api;
  readonly channel: string;
  readonly total: number;
  /** It can be sent. */
  readonly isSendable: boolean;
  readonly #connection: PlanConnection;
  readonly #draft: SendDraft;
  readonly #options: SendOptions;
  readonly #found: ProblemCollector;
  readonly #leftOut = new Map<number, LeftOut>();
  /** What those would have read, of some. */
  readonly #leftOutTexts = new Map<number, string>();
  /** Who gets the first messages instead of their recipients: by index, the identity that was given. */
  readonly #instead = new Map<number, string>();
  readonly #gate: Gate | undefined;
  #wasSent = false;

  constructor(connection: PlanConnection, draft: SendDraft, options: SendOptions) {
    const { problems, recipientProblems, recipients } = draft;
    const isSkipped = options.onBadRecipient === 'skip' && recipients.total > 0;
    this.api = draft.api;
    this.channel = draft.channel;
    this.total = recipients.total;
    this.isSendable = problems.count === 0 && (recipientProblems.count === 0 || isSkipped);
    this.#connection = connection;
    this.#draft = draft;
    this.#options = options;
    // Those of the send itself before those of its recipients.
    this.#found = new ProblemCollector().addAll(problems).addAll(recipientProblems);
    this.#gate = this.isInstead ? undefined : gateOf(connection, draft);
  }

  /** The first messages go to one identity of the sender's own. */
  get isInstead(): boolean {
    return this.#draft.sendTo !== undefined;
  }

  get recipients(): number {
    return this.isSendable ? this.#draft.recipients.sendable.length : 0;
  }

  get requests(): number {
    return this.isSendable ? this.#draft.split().length : 0;
  }

  get estimatedMs(): number {
    if (this.requests === 0 || 'refusal' in this.#connection) return 0;
    const { paceShare = DEFAULTS.paceShare } = this.#options;
    const end = paceShareOf(this.#connection, paceShare).forecast(this.requests);
    return Math.max(0, Math.ceil(end - this.#connection.ports.clock.elapsedMs()));
  }

  get problems(): readonly Problem[] {
    return this.#found.list;
  }

  get problemCount(): number {
    return this.#found.count;
  }

  get warnings(): readonly Problem[] {
    return this.#draft.warnings.list;
  }

  get warningCount(): number {
    return this.#draft.warnings.count;
  }

  preview(count = this.total): readonly PreviewRow[] {
    const { identities, duplicateOf, sendable } = this.#draft.recipients;
    const positions = new Map<number, number>();
    for (const [position, index] of sendable.entries()) if (index < count) positions.set(index, position);
    const slices = this.isSendable ? this.#draft.split() : [];
    return identities.slice(0, count).map((identity, index) => {
      const position = positions.get(index);
      const first = duplicateOf.get(index) ?? index;
      const requestNumber =
        position === undefined || !this.isSendable ? undefined : numberOf(slices, position);
      return {
        index,
        identity,
        text: this.#leftOutTexts.get(first) ?? this.#textOf(positions.get(first)),
        ...(requestNumber === undefined ? {} : { requestNumber }),
        ...this.#whyNot(index),
      };
    });
  }

  /** Why one is not sent, as far as it is known before anything is. */
  #whyNot(index: number): Pick<PreviewRow, 'reason'> {
    const { invalid, empty, duplicateOf } = this.#draft.recipients;
    if (empty.has(index)) return { reason: 'empty' };
    if (invalid.has(index)) return { reason: 'invalid' };
    const first = duplicateOf.get(index);
    if (first !== undefined) return { reason: this.#barredAs(first)?.reason ?? 'duplicate' };
    const leftOut = this.#leftOut.get(index) ?? this.#gate?.whyQuiet(index);
    return leftOut === undefined ? {} : { reason: leftOut.reason };
  }

  /** Why the app does not message one; who is there again is not messaged for the same reason. */
  #barredAs(index: number): LeftOut | undefined {
    const leftOut = this.#leftOut.get(index);
    return leftOut?.reason === 'suppressed' || leftOut?.reason === 'not_allowed' ? leftOut : undefined;
  }

  /** Those that are sent, each with what two of the same person have in common. Ask for a text before any are left out. */
  *messages(): Generator<PlannedText> {
    const { sendable, identities, canonical } = this.#draft.recipients;
    for (const [position, index] of sendable.entries())
      yield { index, identity: canonical(identities[index] ?? ''), text: () => this.#textOf(position) };
  }

  /** Takes some, by index, out of those that are sent, each with the reason it is unsent for. */
  leaveOut(reasons: ReadonlyMap<number, LeftOut>): void {
    if (reasons.size === 0) return;
    this.#keepTexts(reasons);
    for (const [index, reason] of reasons) this.#leftOut.set(index, reason);
    this.#draft.recipients.leaveOut(new Set(reasons.keys()));
  }

  /** Sends no more than so many messages, to the one identity that gets them instead. Returns how many there are. */
  sendInstead(count: number): number {
    const { sendTo, recipients } = this.#draft;
    if (sendTo === undefined || !this.isSendable) return 0;
    const rest = new Map<number, LeftOut>();
    const why: LeftOut = {
      reason: 'preview',
      detail: `Not sent: only the first messages were, to ${sendTo}.`,
    };
    for (const index of recipients.sendable.subarray(count)) rest.set(index, why);
    if (this.#instead.size > 0) {
      this.leaveOut(rest);
      for (const index of rest.keys()) {
        recipients.identities[index] = this.#instead.get(index) ?? '';
        this.#instead.delete(index);
      }
    } else {
      this.#keepTexts(rest);
      for (const [index, reason] of rest) this.#leftOut.set(index, reason);
      for (const index of recipients.sendable.subarray(0, count))
        this.#instead.set(index, recipients.identities[index] ?? '');
      recipients.sendInstead(sendTo, count);
    }
    return recipients.sendable.length;
  }

  /** What those read who are about to be left out, for a preview; of the first thousand. */
  #keepTexts(reasons: ReadonlyMap<number, LeftOut>): void {
    for (const [position, index] of this.#draft.recipients.sendable.entries()) {
      if (this.#leftOutTexts.size === MAX_TEXTS) return;
      if (reasons.has(index)) this.#leftOutTexts.set(index, this.#textOf(position));
    }
  }

  /** Parameters fill the placeholders of the recipient's own message, else of the main one (docs/kore-ai-api.md#send-v2). */
  #textOf(position: number | undefined): string {
    const wire = position === undefined ? undefined : this.#draft.recipients.wire.at(position);
    return wire === undefined ? this.#draft.messageText : this.#draft.textFor(wire);
  }

  previewReport(stop?: Stop): PreviewReport {
    const rows = this.preview();
    const report = this.reportUnsent(stop);
    return {
      ...report,
      recipients: report.recipients.map((recipient, index) => {
        const { text = '', requestNumber } = rows[index] ?? {};
        return { ...recipient, text, ...(requestNumber === undefined ? {} : { requestNumber }) };
      }),
      preview: { recipients: this.recipients, requests: this.requests, estimatedMs: this.estimatedMs },
    };
  }

  report(): SendReport {
    return this.reportUnsent(undefined);
  }

  /** The same of one that is not sent although nothing is wrong with it. */
  reportUnsent(stop: Stop | undefined): SendReport {
    const { api, channel, warnings } = this.#draft;
    const rest = this.#whyRest(stop);
    const isPreview = rest.reason === 'preview';
    const ledger = this.#openLedger((index) => (isPreview ? this.#gate?.whyQuiet(index) : undefined) ?? rest);
    const error = this.isSendable ? stop?.error : infoOf(this.#refusal());
    return {
      api,
      channel,
      ...(this.#instead.size === 0 ? {} : { sentTo: this.#draft.sendTo ?? '' }),
      total: this.total,
      counts: ledger.counts,
      requests: [],
      recipients: ledger.report(),
      pendingRequestIds: [],
      end: error === undefined ? { kind: 'finished' } : { kind: 'stopped', error },
      problems: this.problems,
      problemCount: this.problemCount,
      warnings: warnings.list,
      warningCount: warnings.count,
      durationMs: 0,
    };
  }

  orThrow(): this {
    if (!this.isSendable) throw this.#refusal();
    return this;
  }

  async send(options?: RunOptions): Promise<SendReport> {
    return (await this.sendUnless(undefined, readOptions(options, RUN_OPTIONS))).report;
  }

  /** The same, unless an earlier send of its run was stopped: then only what the memory of an earlier try holds is found out. */
  async sendUnless(stop: Stop | undefined, options: RunOptions = {}): Promise<SentDraft> {
    if (this.#wasSent)
      throw new KoreNotifyError({
        code: 'invalid_input',
        message: 'This plan was sent already.',
        hint: 'Make another plan to send again.',
      });
    const connection = this.#connection;
    if (!this.isSendable) return { report: this.report() };
    if ('refusal' in connection) {
      const refused: Stop = { reason: 'stopped', error: connection.refusal };
      return { report: this.reportUnsent(refused), stop: refused };
    }
    this.#wasSent = true;
    const rest = this.#whyRest(stop);
    return sendDraft(connection, {
      draft: this.#draft,
      ledger: this.#openLedger(() => rest),
      options: { ...this.#options, ...options },
      stop,
      gate: this.#gate,
      instead: this.#instead,
    });
  }

  #refusal(): KoreNotifyError {
    return problemsError('invalid_input', 'Nothing was sent.', this.#found);
  }

  /** `rest`: why those are unsent that nothing is wrong with, as long as no request has carried them. */
  #openLedger(whyRest: (index: number) => RecipientReason): RecipientOutcomes {
    const { identities, invalid, empty, duplicateOf } = this.#draft.recipients;
    return new RecipientOutcomes(identities, (index) => {
      if (empty.has(index)) return EMPTY_ROW;
      const rest = whyRest(index);
      const own = invalid.get(index);
      if (rest.reason === 'invalid')
        return own === undefined ? rest : { reason: 'invalid', detail: bound(`${rest.detail ?? ''} ${own}`) };
      if (own !== undefined) return { reason: 'invalid', detail: own };
      const first = duplicateOf.get(index);
      if (first === undefined) return this.#leftOut.get(index) ?? rest;
      const barred = this.#barredAs(first);
      if (barred !== undefined) return barred;
      return {
        reason: 'duplicate',
        detail: `The same notification goes to recipient ${first}.`,
        duplicateOf: first,
      };
    });
  }

  #whyRest(stop: Stop | undefined): RecipientReason {
    const { problems } = this.#draft;
    if (problems.count > 0)
      return { reason: 'invalid', detail: bound(problems.list.map(describeProblem).join(' ')) };
    if (!this.isSendable)
      return { reason: 'stopped', detail: 'Nothing was sent, since other recipients are invalid.' };
    if (stop !== undefined) return { reason: stop.reason, detail: describeError(stop.error) };
    return { reason: 'preview', detail: 'It was not sent yet.' };
  }
}

const MAX_TEXTS = 1_000;

/** Undefined if the app has no guards that depend on the moment. */
function gateOf(connection: PlanConnection, { zones }: SendDraft): Gate | undefined {
  if ('refusal' in connection) return undefined;
  const { ports, options, dayCount } = connection;
  const { guards } = options;
  if (guards === undefined || (guards.quietHours === undefined && guards.perDay === 0)) return undefined;
  return new Gate({ guards, clock: ports.clock, dayCount, zones });
}

const EMPTY_ROW: RecipientReason = { reason: 'empty', detail: 'The row is empty.' };

function describeProblem({ message, remedy }: Problem): string {
  return describeError({ message, hint: remedy });
}
