import { OTHER_ROWS } from '../cases/retry-other-calls.ts';
import { SEND_ROWS } from '../cases/retry-sends.ts';
import { checkAll } from './check-all.ts';

describe('the retry table, sends', () => checkAll(SEND_ROWS));
describe('the retry table, calls that may be made again', () => checkAll(OTHER_ROWS));
