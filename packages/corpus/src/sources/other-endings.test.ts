import { expect, it } from 'vitest';
import { OtherEndings } from './other-endings.ts';

function hintOf(paths: readonly string[]): string | undefined {
  const endings = new OtherEndings();
  for (const path of paths) endings.add(path);
  return endings.hint;
}

it('names the flag that reads what was left out, the most common first', () => {
  expect(hintOf([])).toBeUndefined();
  expect(hintOf(['a.txt', 'deep/B.TXT'])).toBe('found 2 .txt files: add --extensions .txt to read them.');
  expect(hintOf(['LICENSE'])).toBe("found 1 file without an extension: add --extensions '*' to read them.");
  expect(hintOf(['a.md', 'b.txt', 'c.txt', 'd.rst', 'e.rst', 'f.rst', 'g.x'])).toBe(
    'found 3 .rst files, 2 .txt files, 1 .md file: add --extensions .rst to read the first.',
  );
});
