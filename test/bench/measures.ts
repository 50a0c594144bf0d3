import { measure as buildRequest } from './measures/build-request.ts';
import { measure as costPerRecipient } from './measures/cost-per-recipient.ts';
import { measure as loadN8n } from './measures/load-n8n.ts';
import { measure as loadNodeRed } from './measures/load-node-red.ts';
import { measure as n8nItems } from './measures/n8n-items.ts';
import { measure as nodeRedManyRecipients } from './measures/node-red-many-recipients.ts';
import { measure as nodeRedOneRecipient } from './measures/node-red-one-recipient.ts';
import { measure as readStatus } from './measures/read-status.ts';
import { measure as sign } from './measures/sign.ts';
import type { Measure } from './measure.ts';

/** All of them, in the order of the table. */
export const measures: readonly Measure[] = [
  nodeRedOneRecipient,
  nodeRedManyRecipients,
  n8nItems,
  buildRequest,
  readStatus,
  sign,
  loadN8n,
  loadNodeRed,
  costPerRecipient,
];
