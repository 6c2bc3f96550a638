import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import type { Candidate } from './candidate.ts';
import { readNamedScores, readStoredScores } from './stored-scores.ts';

const layers = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

it.skipIf(process.platform === 'win32').each<[string, (path: string) => void, RegExp]>([
  ['a named pipe', (path) => void execFileSync('mkfifo', [path]), /^Expected a file, got .* a named pipe\.$/],
  [
    'a file of a TiB',
    (path) => {
      writeFileSync(path, '');
      truncateSync(path, 2 ** 40);
    },
    /^Expected a document of at most 256 MiB, got .* of 1,024 GiB\.$/,
  ],
  ['50,000 layers', (path) => writeFileSync(path, layers), /documents\.json: Expected /],
  [
    '50,000 layers in an object',
    (path) => writeFileSync(path, `{"schemaVersion":${layers}}`),
    /documents\.json: Expected /,
  ],
  ['no JSON', (path) => writeFileSync(path, '{'), /documents\.json: Expected /],
  ['bytes', (path) => writeFileSync(path, Buffer.alloc(999, 0xff)), /documents\.json: Expected /],
  [
    'scores of an older format',
    (path) => writeFileSync(path, '{"format":"longrange-documents","formatVersion":1}'),
    /documents\.json: Expected .* of format version 5, got version 1\.$/,
  ],
])('takes %s in the place of scores for what it is, at once', async (_, put, message) => {
  const runs = await temporaryFolder();
  const folder = join(runs, 'eval', 'one');
  mkdirSync(folder, { recursive: true });
  put(join(folder, 'documents.json'));
  // Named scores are refused, found ones are skipped.
  const error: unknown = await readNamedScores(folder).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LongrangeError);
  expect((error as LongrangeError).message).toMatch(message);
  expect(await readStoredScores([{ training: null } as Candidate], runs, '')).toEqual([]);
});
