import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSource } from '../open-source.ts';
import { readSource, temporaryFolder } from '../testing/helpers.ts';

/** Creates a sparse file, which takes no space on the disk. */
function sparseFile(path: string, size: number): string {
  writeFileSync(path, '');
  truncateSync(path, size);
  return path;
}

const read = async (name: string) => readSource(await openSource(name));

// reliability: files, archive-writer
describe('files that are none or have no end', () => {
  it('are counted in folders, and nothing that a glob finds', async () => {
    const folder = temporaryFolder({ 'a.py': 'a' });
    execFileSync('mkfifo', [join(folder, 'pipe.py'), join(folder, 'pipe.zip')]);
    sparseFile(join(folder, 'large.py'), 2 ** 28 + 1);
    const found = { texts: { 'a.py': 'a' }, dropped: expect.anything() };
    const counted = ['large large.py', 'special pipe.py'];
    const walked = await read(folder);
    expect(walked).toEqual(found);
    expect(walked.dropped.filter((text) => !text.startsWith('extension'))).toEqual(counted);
    expect(await read(join(folder, '*.py'))).toEqual({ ...found, dropped: ['large large.py'] });
  });

  it('are errors where they are named', async () => {
    const folder = temporaryFolder();
    const pipes = ['pipe', 'pipe.zip', 'pipe.tar'].map((name) => join(folder, name));
    execFileSync('mkfifo', pipes);
    for (const path of [...pipes, '/dev/zero', '/dev/tty'])
      await expect(read(path)).rejects.toMatchObject({ code: 'CORPUS_NOT_A_FILE', exitCode: 2 });
    await expect(read(join(folder, 'pipe'))).rejects.toThrow(/pipe, which is a named pipe/);
    const large = sparseFile(join(folder, 'large'), 2 ** 33);
    await expect(read(large)).rejects.toThrow(/at most 256 MiB, got .*large of 8 GiB/);
  });

  it('read no more than a file says to have', async () => {
    // It has size 0, and an entry for each page of memory.
    expect((await read('/proc/self/pagemap')).texts).toEqual({ pagemap: '' });
  });
});
