// Compiles assembly/ for each variant (see src/features.ts) and writes them as base64 into src/generated/wasm.ts.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

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

/** A source file, or null; that with the constants of the variant as the variant wants them. */
function readSource(path, panelVectors) {
  if (!existsSync(path)) return null;
  const text = readFileSync(path, 'utf8');
  if (path !== join(root, 'assembly/variant.ts')) return text;
  return text.replace(/PANEL_VECTORS: i32 = \d/, `PANEL_VECTORS: i32 = ${panelVectors}`);
}

const variants = {
  simd128: { relaxed: false, panelVectors: 2 },
  relaxed: { relaxed: true, panelVectors: 2 },
  wide: { relaxed: true, panelVectors: 4 },
};
const lines = ['// Written by scripts/build-wasm.mjs.'];
for (const [name, options] of Object.entries(variants)) {
  lines.push(`export const ${name}Wasm = '${await compile(options)}';`);
}
mkdirSync(join(root, 'src/generated'), { recursive: true });
writeFileSync(join(root, 'src/generated/wasm.ts'), `${lines.join('\n')}\n`);
