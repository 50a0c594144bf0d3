import { bound } from '../text/bound.ts';
import type { Logger } from '../vocabulary/ports.ts';

/** A logger whose lines are bounded, whatever they are made of. */
export function boundLogger(logger: Logger): Logger {
  return {
    log(level, message, details) {
      if (details === undefined) logger.log(level, bound(message));
      else {
        const short = Object.entries(details).map(([name, value]) => [
          name,
          typeof value === 'string' ? bound(value, MAX_DETAIL) : value,
        ]);
        logger.log(level, bound(message), Object.fromEntries(short) as typeof details);
      }
    },
  };
}

const MAX_DETAIL = 400;
