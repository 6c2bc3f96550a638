import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hashSource } from './hash-source.ts';

it('tells texts apart, and is the same wherever a text lies', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-hash-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const text = join(folder, 'text');
  await mkdir(join(text, 'deep'), { recursive: true });
  await writeFile(join(text, 'deep', 'a.py'), 'a = 1\n');
  await writeFile(join(text, 'b.py'), 'b = 2\n');
  const hash = (name: string, extensions = ['.py']) => hashSource(join(folder, name), extensions);
  const first = await hash('text');
  expect(first).toMatch(/^[0-9a-f]{64}$/);

  await writeFile(join(text, 'notes.txt'), 'not read');
  expect(await hash('text')).toBe(first);
  expect(await hash('text/**/*.py')).toBe(first);
  const seen = [first, await hash('text', ['*']), await hash('text/b.py')];
  await rename(text, join(folder, 'elsewhere'));
  expect(await hash('elsewhere', ['py'])).toBe(first);
  await writeFile(join(folder, 'elsewhere', 'b.py'), 'b = 3\n');
  seen.push(await hash('elsewhere'));
  await rename(join(folder, 'elsewhere', 'b.py'), join(folder, 'elsewhere', 'c.py'));
  seen.push(await hash('elsewhere'));
  expect(new Set(seen).size).toBe(seen.length);
  await expect(hash('text')).rejects.toThrow(expect.objectContaining({ code: 'CORPUS_SOURCE_MISSING' }));
});
