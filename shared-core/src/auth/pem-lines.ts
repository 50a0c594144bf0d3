/** A PEM text with its line breaks, which one-line fields and environment variables carry as `\n` or as blanks. */
export function restorePemLines(pem: string): string {
  const text = pem.trim().replaceAll('\\n', '\n');
  if (text.includes('\n')) return text;
  return text.replace(
    /^(-+BEGIN [A-Z ]+-+)\s*(.*?)\s*(-+END [A-Z ]+-+)$/,
    (_all, begin: string, body: string, end: string) => [begin, ...body.split(/\s+/), end].join('\n'),
  );
}
