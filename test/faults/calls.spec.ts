import assert from 'node:assert/strict';
import { BAD_INPUT } from '../cases/bad-input.ts';
import type { Case } from '../cases/case.ts';
import { HAPPY_PATHS } from '../cases/happy-paths.ts';
import { OTHER_ROWS } from '../cases/retry-other-calls.ts';
import { SEND_ROWS } from '../cases/retry-sends.ts';
import { checkAll } from './check-all.ts';

describe('the calls', () => checkAll({ 'with good input': HAPPY_PATHS, 'with bad input': BAD_INPUT }));

describe('the cases', () => {
  const rows = [SEND_ROWS, OTHER_ROWS].flatMap((table) => Object.values(table)).flat();
  const all: readonly Case[] = [...HAPPY_PATHS, ...BAD_INPUT, ...rows];

  it('are plain data, which every host can run', () => {
    const copy: unknown = JSON.parse(JSON.stringify(all));
    assert.deepEqual(copy, all);
  });

  it('have titles of their own', () => {
    const titles = all.map(({ title }) => title);
    assert.deepEqual(
      titles.filter((title, index) => titles.indexOf(title) !== index),
      [],
    );
  });
});
