import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findLibrary, loadAddon } from './load-addon.ts';

const folder = mkdtempSync(join(tmpdir(), 'longrange-native-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('tells a library that is not there from one that does not load', () => {
  const built = join(folder, 'longrange.node');
  const packageName = '@longrange/backend-native-nowhere';
  expect(() => loadAddon(findLibrary({ built, packageName }))).toThrow(
    expect.objectContaining({
      code: 'ENGINE_NATIVE_MISSING',
      message: expect.stringContaining(
        `Expected the package ${packageName} or a library that was built here, found neither.`,
      ),
    }),
  );
  writeFileSync(built, 'not a library');
  expect(() => loadAddon(findLibrary({ built, packageName }))).toThrow(
    expect.objectContaining({
      code: 'ENGINE_NATIVE_BROKEN',
      message: expect.stringContaining(`Expected the native library ${built} to load, got: `),
      hint: expect.stringContaining('--engine simd'),
    }),
  );
});

it('is refused before it is loaded where it is not what was built', () => {
  const path = join(folder, 'cut.cjs');
  // Stands for a library that would end this process.
  const whole = 'process.exit(7);'.padEnd(10_000);
  const hash = createHash('sha256').update(whole).digest('hex');
  writeFileSync(`${path}.sha256`, `${hash}  cut.cjs\n`);
  for (const damaged of [
    whole.slice(0, -4096),
    whole.slice(0, -1),
    '',
    `${whole} `,
    whole.replace('7', '6'),
  ]) {
    writeFileSync(path, damaged);
    expect(() => loadAddon(path)).toThrow(
      `Expected the native library ${path} to load, got: it is not the file that was built: cut off, or changed.`,
    );
  }
  writeFileSync(path, whole);
  expect(() => loadAddon(path)).toThrow('loading it ended with exit code 7');
});

it.each([
  [
    'ends the process that loads it',
    'process.kill(process.pid, "SIGBUS");',
    'loading it was ended by SIGBUS',
  ],
  ['leaves without a word', 'process.exit(3);', 'loading it ended with exit code 3'],
  ['is another library', 'exports.greet = () => 1;', 'it is another library'],
])('is one error where what is there %s', (_, code, fault) => {
  // Stands for a library: what `require` does with it is what counts.
  const path = join(folder, 'library.cjs');
  writeFileSync(path, code);
  expect(() => loadAddon(path)).toThrow(
    expect.objectContaining({
      code: 'ENGINE_NATIVE_BROKEN',
      message: `Expected the native library ${path} to load, got: ${fault}.`,
    }),
  );
});
