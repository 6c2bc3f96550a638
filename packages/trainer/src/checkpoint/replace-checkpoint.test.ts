import '@tensorflow/tfjs-backend-cpu';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeLeftovers, writeFolderAtomically } from '../disk/write-atomically.ts';
import { findCheckpoint } from '../run/find-checkpoint.ts';
import { prepareRunFolder } from '../run/run-folder.ts';
import { trainedRun } from '../testing/toy.ts';
import { listCheckpoints, retainCheckpoints } from './list-checkpoints.ts';
import { readCheckpoint } from './read-checkpoint.ts';

// reliability: replaced-step
describe('a checkpoint that is written again', () => {
  it('is there for a reader at every moment', async () => {
    const { run, folder } = await trainedRun();
    const source = join(run, 'source');
    await cp(folder, source, { recursive: true });
    let writing = true;
    const write = async (): Promise<void> => {
      for (let i = 0; i < 8; i++) {
        await writeFolderAtomically(folder, (temporary) => cp(source, temporary, { recursive: true }));
      }
      writing = false;
    };
    const read = async (): Promise<void> => {
      while (writing) {
        expect((await listCheckpoints(run)).map(({ step }) => step)).toEqual([2]);
        expect(await findCheckpoint('', folder)).toMatchObject({ step: 2, run: 'toy' });
      }
    };
    await Promise.all([write(), read(), read()]);
    expect(await readdir(join(run, 'checkpoints'))).toEqual(['step-000002']);
  });

  it('is there once wherever its writing is killed, and the next owner cleans up', async () => {
    // After the first rename; after the second; in the middle of removing the old one.
    for (const killed of ['moved aside', 'in place', 'removing'] as const) {
      const { run, folder } = await trainedRun();
      const checkpoints = join(run, 'checkpoints');
      await cp(folder, join(checkpoints, '.tmp-step-000002-0a1b2c3d4e5f'), { recursive: true });
      if (killed === 'moved aside') await rename(folder, `${folder}.previous`);
      if (killed === 'in place') await cp(folder, `${folder}.previous`, { recursive: true });
      if (killed === 'removing') await rm(join(checkpoints, '.tmp-step-000002-0a1b2c3d4e5f', 'COMPLETE'));
      const [found, ...more] = await listCheckpoints(run);
      expect(more).toEqual([]);
      await readCheckpoint(found!.folder);
      // What is resumed has its own name again.
      expect(await prepareRunFolder(run, found!)).toMatchObject({ folder, step: 2 });
      expect(await readdir(checkpoints)).toEqual(['step-000002']);
      await readCheckpoint(folder);
    }
  });

  it('does not come back in its old form once it is given up', async () => {
    const { run, folder } = await trainedRun();
    await cp(folder, `${folder}.previous`, { recursive: true });
    await retainCheckpoints(run, { keep: 1, bestStep: null, belongsToRun: () => false });
    expect(await listCheckpoints(run)).toEqual([]);
  });

  it('keeps the old one where the new one cannot take its place', async () => {
    const { run, folder } = await trainedRun();
    const failure = writeFolderAtomically(folder, async (temporary) => {
      await rm(temporary, { recursive: true });
    });
    await expect(failure).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    const gone = writeFolderAtomically(join(run, 'checkpoints', 'step-000009'), async (temporary) => {
      await mkdir(join(temporary, 'x'));
      await removeLeftovers(join(run, 'checkpoints'));
    });
    await expect(gone).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    expect((await listCheckpoints(run)).map(({ step }) => step)).toEqual([2]);
    await readCheckpoint(folder);
  });
});
