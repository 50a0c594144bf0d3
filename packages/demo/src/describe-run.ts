import { type Outcome, OUTCOMES, type SendReport } from '@kore-notify/core';

/** One row of recipients.csv. */
export interface Person {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly orderId: string;
}

/** One send of the demo: to whom, and what became of it. */
export interface DemoSend {
  readonly report: SendReport;
  readonly people: readonly Person[];
}

const CHANNEL_NAMES: Readonly<Record<string, string>> = { msteams: 'MS Teams', whatsapp: 'WhatsApp' };

/** The demo's result as text: requests, counts by outcome, and everybody who was not reached, with the reason. */
export function describeRun(sends: readonly DemoSend[]): string {
  const total = sends[0]?.report.total ?? 0;
  const reached = sends.reduce((sum, { report }) => sum + report.counts.delivered, 0);
  const lines = sends.flatMap(describeSend);
  const last = sends.at(-1);
  return [
    ...lines,
    '',
    `${reached} of ${total} people reached.`,
    ...(last === undefined ? [] : describeNotReached(last)),
  ].join('\n');
}

function describeSend({ report }: DemoSend, position: number): string[] {
  const channel = CHANNEL_NAMES[report.channel] ?? report.channel;
  const role = position === 0 ? 'First' : 'Second';
  const counts = OUTCOMES.filter((outcome: Outcome) => report.counts[outcome] > 0).map(
    (outcome) => `${report.counts[outcome]} ${outcome}`,
  );
  return [
    `${role} channel, ${channel}: ${report.total} people, ${report.requests.length} request${report.requests.length === 1 ? '' : 's'}, ${counts.join(', ')}`,
    ...report.requests.map(
      (request) => `  ${request.requestId ?? 'no request id'}  ${request.jobStatus ?? request.outcome}`,
    ),
  ];
}

function describeNotReached({ report, people }: DemoSend): string[] {
  const missed = report.recipients.filter(({ outcome }) => outcome !== 'delivered');
  if (missed.length === 0) return [];
  const nameWidth = Math.max(...missed.map(({ index }) => people[index]?.name.length ?? 0));
  return [
    'Not reached on either channel:',
    ...missed.map(({ index, identity, outcome, detail = '' }) => {
      const { name = '', orderId = '' } = people[index] ?? {};
      return `  ${name.padEnd(nameWidth)}  ${identity.padEnd(15)}  ${orderId}  ${outcome}: ${detail}`;
    }),
  ];
}
