// schemas/*.schema.json → src/generated/{validators,types}.ts. With --check: fails if the committed files differ.
import { readFile, readdir, writeFile, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { compile } from 'json-schema-to-typescript';
import prettier from 'prettier';

const root = new URL('../', import.meta.url);
const BANNER =
  '// DO NOT EDIT. Generated from schemas/ by scripts/generate.mjs; `npm run generate` writes it anew.\n';

/** A remark that the type generator adds to each definition, and that helps nobody. */
const REFERENCED_BY = /( \* *\n)? \* This interface was referenced by .*\n \* via the .*\n/g;

const files = (await readdir(new URL('schemas/', root))).filter((name) => name.endsWith('.json')).sort();
const schemas = await Promise.all(
  files.map(async (name) => JSON.parse(await readFile(new URL(`schemas/${name}`, root), 'utf8'))),
);

/**
 * The validators that src/ calls: schemas by their title, and definitions that are checked by themselves. Answers are read
 * by hand, since a platform may add to them; their schemas are for the types and for the simulator.
 */
const WANTED = [
  'SendRequest',
  'SendV2Request',
  'identityIvr',
  'identityHangouts',
  'checkedIdentityWhatsapp',
  'identityMsteams',
  'identityOther',
  'ListDevicesRequest',
  'SubscribeDeviceRequest',
  'unsubscribeSome',
  'unsubscribeAll',
];

/** The names of the wanted validators, each with the schema that it checks. */
function validatorTargets() {
  const places = new Map();
  for (const { title, $id, $defs = {} } of schemas) {
    places.set(title, $id);
    for (const name of Object.keys($defs)) places.set(name, `${$id}#/$defs/${name}`);
  }
  const targets = {};
  for (const name of WANTED) {
    if (!places.has(name)) throw new Error(`No schema and no definition is called ${name}.`);
    targets[`validate${name[0].toUpperCase()}${name.slice(1)}`] = places.get(name);
  }
  return targets;
}

async function generateValidators() {
  const ajv = new Ajv2020({
    schemas,
    allErrors: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    inlineRefs: false,
    code: { source: true, esm: true, optimize: 2 },
  });
  const targets = validatorTargets();
  const bundled = await build({
    stdin: { contents: standaloneCode(ajv, targets), resolveDir: fileURLToPath(root) },
    // The bundle names files by their way from here.
    absWorkingDir: fileURLToPath(root),
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
  });
  // ajv's length function names itself in a string for its own code generator; nothing runs it.
  const code = bundled.outputFiles[0].text.replaceAll(/^.*\.code = .*$/gm, '');
  if (/\brequire\(|new Function/.test(code)) throw new Error('The validators need something at run time.');
  const names = Object.keys(targets);
  const typed = code.replace(/export\s*\{[^}]*\};?\s*$/, '');
  return `${BANNER}// @ts-nocheck
import type { Validator } from '../validation/validator.ts';
${typed}
${names.map((name) => `const typed_${name}: Validator = ${name};`).join('\n')}
export { ${names.map((name) => `typed_${name} as ${name}`).join(', ')} };
`;
}

async function generateTypes() {
  const parts = [];
  for (const schema of schemas) {
    // oneOf and allOf only narrow what the properties say; as types they would hide it.
    const plain = { ...schema };
    for (const key of ['$id', '$schema', 'examples', 'allOf']) delete plain[key];
    if (plain.properties !== undefined) delete plain.oneOf;
    parts.push(
      await compile(plain, schema.title, {
        bannerComment: '',
        additionalProperties: false,
        unknownAny: true,
        ignoreMinAndMaxItems: true,
        unreachableDefinitions: schema.$defs !== undefined && schema.title === 'SendV2Request',
        format: false,
      }),
    );
  }
  return BANNER + parts.join('\n');
}

const outputs = { 'validators.ts': await generateValidators(), 'types.ts': await generateTypes() };
const config = await prettier.resolveConfig(fileURLToPath(new URL('src/index.ts', root)));
let drift = 0;
for (const [name, text] of Object.entries(outputs)) {
  const url = new URL(`src/generated/${name}`, root);
  const formatted = await prettier.format(text.replaceAll(REFERENCED_BY, ''), {
    ...config,
    parser: 'typescript',
  });
  if (!process.argv.includes('--check')) {
    await mkdir(new URL('.', url), { recursive: true });
    await writeFile(url, formatted);
  } else if ((await readFile(url, 'utf8').catch(() => '')) !== formatted) {
    console.error(`shared-core/src/generated/${name} is not what schemas/ say: run npm run generate`);
    drift++;
  }
}
process.exitCode = drift > 0 ? 1 : 0;
