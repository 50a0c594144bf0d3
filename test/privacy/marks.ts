/** What must not be shown, by what it is; each is easy to find again. */
export const MARKS = {
  password: 'Pa55word-of-Berta-1947',
  secret: 'Marked-client-secret-8123',
  text: 'Marked text: the salary of Berta was lowered.',
  ownText: 'Marked line: Berta, you are moved to cellar 5.',
  parameter: 'Marked amount 4,711 €',
  address: 'marked.berta@example.com',
  otherAddress: 'marked.cesar@example.com',
  phone: '+49 151 98765432',
  user: 'marked-user-90210',
  device: 'marked-device-31415',
} as const;

/** Who is written to, unless a scenario says otherwise. */
export const RECIPIENTS: readonly string[] = [
  MARKS.address,
  MARKS.otherAddress,
  MARKS.phone,
  MARKS.user,
  MARKS.device,
];

/** Characters of any text that is shown. */
const MAX_SHOWN = 2_000;

/** Fields of a row of a report or output that say whom it is about, as the flow did: that is what they are for. */
const OF_A_PERSON = /\.(?:identity|userId|deviceId)$/;

/** What was shown somewhere that must not be, with where. `recipients` may be, in the rows that are about them. */
export function findLeaks(
  shown: unknown,
  alsoForbidden: readonly string[] = [],
  recipients: readonly string[] = RECIPIENTS,
): string[] {
  const leaks: string[] = [];
  const forbidden = [...Object.values(MARKS), ...alsoForbidden].map(
    (mark) => [mark, piecesOf(mark)] as const,
  );
  for (const [path, text] of textsIn(shown)) {
    // A debug node writes a whole object as one text.
    if (text.length > MAX_SHOWN && !path.includes('.ofDebugNode.'))
      leaks.push(`${path} has ${text.length} characters`);
    const plain = bare(text);
    for (const [mark, pieces] of forbidden)
      if (
        !(OF_A_PERSON.test(path) && recipients.includes(mark)) &&
        pieces.some((piece) => plain.includes(piece))
      )
        leaks.push(`${path} shows “${mark.slice(0, 60)}”: ${text.slice(0, 300)}`);
    if (text.includes('eyJ')) leaks.push(`${path} shows a token: ${text.slice(0, 300)}`);
  }
  return leaks;
}

/** All texts of a value, names of properties and those of errors included, with their paths. */
function* textsIn(
  value: unknown,
  path = 'it',
  seen = new Set<object>(),
): Iterable<readonly [string, string]> {
  if (typeof value === 'string') yield [path, value];
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const name of Object.getOwnPropertyNames(value)) {
    yield [`${path}.${name} (name)`, name];
    yield* textsIn((value as Readonly<Record<string, unknown>>)[name], `${path}.${name}`, seen);
  }
}

/** Letters and digits alone, since a quotation may change all else. */
function bare(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase();
}

/** Pieces of which none may be shown: half of a short mark, 14 letters of a longer one. */
function piecesOf(mark: string): string[] {
  const plain = bare(mark);
  const length = Math.min(14, plain.length);
  return Array.from({ length: plain.length - length + 1 }, (_, at) => plain.slice(at, at + length));
}
