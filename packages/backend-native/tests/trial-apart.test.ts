import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findLibrary, loadAddon } from '../src/load-addon.ts';
import { findFaultApart } from '../src/trial-apart.ts';

const library = findLibrary();
const sets = loadAddon(library).instructionSets();
const folder = mkdtempSync(join(tmpdir(), 'longrange-native-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each(sets.map(({ name }) => name))('finds nothing wrong with %s', (name) => {
  expect(findFaultApart(library, name)).toBeUndefined();
});

it('says what this processor does not have', () => {
  expect(findFaultApart(library, 'sse9')).toBe('this processor has no sse9');
});

it('outlives the library when it crashes', () => {
  // Every operand at an address outside all memory.
  const path = join(folder, 'crash.cjs');
  writeFileSync(path, `module.exports = { ...require(${JSON.stringify(library)}), addressOf: () => 8 };`);
  expect(findFaultApart(path, sets[0]!.name)).toMatch(/^its trial (was ended by SIG|ended with exit code)/);
});
