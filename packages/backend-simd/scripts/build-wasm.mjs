// Compiles assembly/ twice (plain SIMD; with relaxed madd) and writes both as base64 into src/generated/wasm.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

async function compile(relaxed) {
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
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) binary = contents;
      },
    },
  );
  if (error) throw new Error(`AssemblyScript: ${error.message}\n${stderr.toString()}`);
  return Buffer.from(binary).toString('base64');
}

const [simd128, relaxed] = [await compile(false), await compile(true)];
mkdirSync(join(root, 'src/generated'), { recursive: true });
writeFileSync(
  join(root, 'src/generated/wasm.ts'),
  `// Written by scripts/build-wasm.mjs.\nexport const simd128Wasm = '${simd128}';\nexport const relaxedWasm = '${relaxed}';\n`,
);
