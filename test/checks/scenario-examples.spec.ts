import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SCENARIO_NAMES, SCENARIOS } from '@kore-notify/simulator';

const root = fileURLToPath(new URL('../../', import.meta.url));
const STARTS_A_SCENARIO = '/_simulator/scenario';

/** The examples of a palette that start a scenario of the simulator. */
function examplesOf(palette: string): { path: string; text: string }[] {
  const folder = `packages/${palette}/examples`;
  return readdirSync(`${root}${folder}`)
    .map((name) => ({ path: `${folder}/${name}`, text: readFileSync(`${root}${folder}/${name}`, 'utf8') }))
    .filter(({ text }) => text.includes(STARTS_A_SCENARIO));
}

/** What the example starts: the body of its call, as JSON in a node's field. */
function startedBy(text: string): string[] {
  return [...text.matchAll(/\{(?:\\n|\s)*\\"name\\": \\"([\w-]+)\\"(?:\\n|\s)*\}/g)].map(
    ([, name = '']) => name,
  );
}

describe('The scenarios of the simulator', () => {
  const examples = [...examplesOf('node-red'), ...examplesOf('n8n')];

  for (const palette of ['node-red', 'n8n'])
    it(`are started by an example of ${palette}`, () => assert.ok(examplesOf(palette).length > 0));

  for (const name of SCENARIO_NAMES)
    it(`${name} is started by an example`, () => {
      assert.ok(examples.some(({ text }) => startedBy(text).includes(name)));
    });

  for (const { path, text } of examples)
    it(`${path} starts only scenarios that exist`, () => {
      const started = startedBy(text);
      assert.ok(started.length > 0);
      for (const name of started) assert.ok((SCENARIO_NAMES as readonly string[]).includes(name), name);
    });

  it('are described by the example for n8n in their own words', () => {
    for (const { text } of examplesOf('n8n'))
      for (const name of SCENARIO_NAMES)
        assert.ok(
          text.includes(JSON.stringify(`\`${name}\`: ${SCENARIOS[name].description}`).slice(1, -1)),
          name,
        );
  });
});
