import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSource } from '../testing/read-source.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { singleFileSource } from './single-file.ts';

describe('singleFileSource', () => {
  it('reads a file whatever its extension', async () => {
    const file = join(temporaryFolder({ 'deep/a.txt': 'a' }), 'deep', 'a.txt');
    expect((await readSource(singleFileSource(file))).texts).toEqual({ 'a.txt': 'a' });
  });

  it('refuses a folder', async () => {
    await expect(readSource(singleFileSource(temporaryFolder()))).rejects.toMatchObject({
      code: 'CORPUS_NOT_A_FILE',
      exitCode: 2,
    });
  });
});
