import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findLibrary, loadAddon, platformName } from './load-addon.ts';

const folder = mkdtempSync(join(tmpdir(), 'longrange-native-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('names the platform as its packages are named', () => {
  expect(platformName()).toMatch(
    /^(linux-(x64|arm64)-(gnu|musl)|darwin-(x64|arm64)|win32-(x64|arm64)-msvc|\w+-\w+)$/,
  );
  if (process.platform === 'linux') expect(platformName()).toMatch(/-(gnu|musl)$/);
});

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
