// Compiles assembly/ for each variant (see src/features.ts) and writes them as base64 into src/generated/wasm.ts; what TypeScript
// must know about it goes into src/generated/declarations.ts.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { readClass, readEnum, readJobs } from './read-assembly.mjs';
import { writeLoops, writeTiles } from './write-kernels.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const assembly = join(root, 'assembly');
const jobs = readJobs(assembly);

async function compile({ relaxed, panelVectors }) {
  let binary;
  const { error, stderr } = await asc.main(
    [
      join(root, 'assembly/index.ts'),
      '--outFile',
      'kernels.wasm',
      '-O3',
      '--converge',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      ['simd', 'threads', 'bulk-memory', ...(relaxed ? ['relaxed-simd'] : [])].join(','),
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '65536',
    ],
    {
      readFile: (name, base) => readSource(resolve(base, name), panelVectors),
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) binary = contents;
      },
    },
  );
  if (error) throw new Error(`AssemblyScript: ${error.message}\n${stderr.toString()}`);
  return Buffer.from(binary).toString('base64');
}

/** Returns a source file with the variant's constants and generated code filled in, or null if there is none. */
function readSource(path, panelVectors) {
  if (!existsSync(path)) return null;
  return writeLoops(readFileSync(path, 'utf8'))
    .replace(/PANEL_VECTORS: i32 = \d/, `PANEL_VECTORS: i32 = ${panelVectors}`)
    .replace('// TILES', () => writeTiles(panelVectors))
    .replace('// CASES', () => jobs.map(caseOf).join('\n'));
}

/** A job's case in `run`. */
function caseOf({ name, words }, kind) {
  const values = words.map(([word, type], index) => {
    const at = index * 4;
    if (word === 'scratch') return `load<usize>(args, ${at}) + <usize>share * load<usize>(args, ${at + 4})`;
    return type === 'bool' ? `load<i32>(args, ${at}) != 0` : `load<${type}>(args, ${at})`;
  });
  const given = values.filter((_, index) => words[index][0] !== 'scratchBytes');
  return `case ${kind}: jobs.${name}(${[...given, 'share', 'shares'].join(', ')}); break;`;
}

/** A constant of src/generated/declarations.ts. */
const constant = (name, value) => `export const ${name} = ${JSON.stringify(value)} as const;`;

const variants = {
  simd128: { relaxed: false, panelVectors: 2 },
  relaxed: { relaxed: true, panelVectors: 2 },
  wide: { relaxed: true, panelVectors: 4 },
};
const lines = ['// Written by scripts/build-wasm.mjs.'];
for (const [name, options] of Object.entries(variants)) {
  lines.push(`export const ${name}Wasm = '${await compile(options)}';`);
}
const declarations = [
  '// Written by scripts/build-wasm.mjs from what assembly/ declares.',
  constant('jobs', Object.fromEntries(jobs.map(({ name, words }, kind) => [name, { kind, words }]))),
  constant('control', readClass(assembly, 'control.ts', 'Control')),
  constant('plan', readClass(assembly, 'plan.ts', 'Plan')),
  constant('planLayer', readClass(assembly, 'plan.ts', 'Layer')),
  constant('adamTensors', readClass(assembly, 'optimizer.ts', 'AdamTensors')),
  constant('normTensor', readClass(assembly, 'optimizer.ts', 'NormTensor')),
  constant('recordedJob', readClass(assembly, 'repeat.ts', 'RecordedJob')),
  constant('pointwiseOperations', readEnum(assembly, 'pointwise.ts', 'Pointwise')),
  constant('cells', readEnum(assembly, 'plan.ts', 'Cell')),
];
const generated = join(root, 'src/generated');
mkdirSync(generated, { recursive: true });
writeFileSync(join(generated, 'wasm.ts'), `${lines.join('\n')}\n`);
writeFileSync(join(generated, 'declarations.ts'), `${declarations.join('\n')}\n`);
