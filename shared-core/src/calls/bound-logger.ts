import { bound, MAX_SHOWN, onOneLine } from '../text/bound.ts';
import type { Logger } from '../vocabulary/ports.ts';

/** A logger whose entries are single lines with a maximum length. */
export function boundLogger(logger: Logger): Logger {
  return {
    log(level, message, details) {
      if (details === undefined) logger.log(level, lineOf(message));
      else {
        const short = Object.entries(details).map(([name, value]) => [
          name,
          typeof value === 'string' ? lineOf(value, MAX_DETAIL) : value,
        ]);
        logger.log(level, lineOf(message), Object.fromEntries(short) as typeof details);
      }
    },
  };
}

/** More than is shown is not even looked at. */
function lineOf(text: string, most = MAX_SHOWN): string {
  return bound(onOneLine(bound(text, most * 2)), most);
}

const MAX_DETAIL = 400;
