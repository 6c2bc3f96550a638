import '@tensorflow/tfjs-backend-cpu';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointFolder, listCheckpoints } from '../checkpoint/list-checkpoints.ts';
import { temporaryFolder, trainedRun } from '../testing/toy.ts';
import { findCheckpoint, findModel, readFound } from './find-checkpoint.ts';

/** A checkpoint as far as it is looked for: its COMPLETE. */
async function complete(run: string, step: number, minute: number, validationLossNats: number | null = null) {
  const folder = checkpointFolder(run, step);
  await mkdir(folder, { recursive: true });
  const completedAt = new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString();
  const marker = { formatVersion: 2, step, completedAt, validationLossNats, stateSha256: '0'.repeat(64) };
  await writeFile(join(folder, 'COMPLETE'), JSON.stringify(marker));
}

async function twoRuns() {
  const runs = await temporaryFolder();
  await complete(join(runs, 'zeta'), 500, 1, 1.2);
  await complete(join(runs, 'zeta'), 1_000_000, 2, 1.1);
  await complete(join(runs, 'alpha'), 500, 3, 1.5);
  await complete(join(runs, 'alpha'), 999, 4, null);
  await complete(join(runs, 'alpha'), 1000, 5, 1.6);
  return { runs, alpha: join(runs, 'alpha'), zeta: join(runs, 'zeta') };
}

describe('findCheckpoint', () => {
  // reliability: latest
  it('takes the highest step and the lowest loss of the run that was worked on last', async () => {
    const { runs, zeta } = await twoRuns();
    expect(await findCheckpoint(runs, 'latest')).toEqual({
      folder: checkpointFolder(join(runs, 'alpha'), 1000),
      run: 'alpha',
      step: 1000,
      validationLossNats: 1.6,
    });
    expect(await findCheckpoint(runs, 'best')).toMatchObject({ run: 'alpha', step: 500 });
    // That a run ended in days to come is not believed: its clock was wrong.
    await complete(zeta, 1_000_001, 1e8);
    expect(await findCheckpoint(runs, 'latest')).toMatchObject({ run: 'alpha', step: 1000 });
    await complete(join(runs, 'alpha'), 1001, 2e8);
    expect(await findCheckpoint(runs, 'latest')).toMatchObject({ run: 'alpha', step: 1001 });
  });

  it('takes paths of checkpoints and runs, and names of runs', async () => {
    const { runs, zeta, alpha } = await twoRuns();
    for (const [folder, which, run, step] of [
      [runs, checkpointFolder(alpha, 999), 'alpha', 999],
      ['elsewhere', zeta, 'zeta', 1_000_000],
      [runs, 'zeta', 'zeta', 1_000_000],
      [runs, 'zeta/checkpoints/step-000500', 'zeta', 500],
    ] as const)
      expect(await findCheckpoint(folder, which)).toMatchObject({ run, step });
  });

  it('says that the folder of runs is a run itself', async () => {
    const { alpha } = await twoRuns();
    const hint = 'give the folder that holds it.';
    await expect(findCheckpoint(alpha, 'latest')).rejects.toMatchObject({
      code: 'CHECKPOINT_NOT_FOUND',
      hint,
    });
  });

  // reliability: latest
  it('takes a sweep by its name, and the best of it as the best, but no trial as the latest', async () => {
    const { runs } = await twoRuns();
    const sweep = join(runs, 'sweep');
    await complete(join(sweep, 'a'), 10, 7, 1.3);
    await complete(join(sweep, 'b'), 20, 6, 1.7);
    await expect(findCheckpoint(runs, 'sweep')).rejects.toMatchObject({ code: 'CHECKPOINT_NOT_FOUND' });
    await writeFile(join(sweep, 'journal.jsonl'), '');
    for (const which of ['best', 'sweep'])
      expect(await findCheckpoint(runs, which)).toMatchObject({ run: 'a', step: 10 });
    await complete(join(sweep, 'b'), 30, 8, 1.6);
    expect(await findCheckpoint(runs, 'latest')).toMatchObject({ run: 'alpha', step: 1000 });
    expect(await findCheckpoint(runs, 'best')).toMatchObject({ run: 'a', step: 10 });
    for (const run of ['alpha', 'zeta']) await rm(join(runs, run), { recursive: true });
    await expect(findCheckpoint(runs, 'latest')).rejects.toMatchObject({
      code: 'CHECKPOINT_NOT_FOUND',
      hint: '`latest` is never a trial of a sweep: `sweep` names the best one of that sweep.',
    });
  });

  it('does not see what has no sound COMPLETE', async () => {
    const { runs, alpha } = await twoRuns();
    await mkdir(checkpointFolder(alpha, 2000));
    await mkdir(checkpointFolder(alpha, 3000));
    await writeFile(join(checkpointFolder(alpha, 3000), 'COMPLETE'), '');
    await complete(join(runs, 'alpha', 'checkpoints', '.tmp-x'), 4000, 9);
    expect(await findCheckpoint(runs, 'latest')).toMatchObject({ step: 1000 });
    expect((await listCheckpoints(alpha)).map(({ step }) => step)).toEqual([500, 999, 1000]);
    await writeFile(join(checkpointFolder(alpha, 2000), 'state.json'), '{}');
    await expect(findCheckpoint(runs, checkpointFolder(alpha, 2000))).rejects.toMatchObject({
      code: 'CHECKPOINT_INCOMPLETE',
    });
  });

  it('says what it looked for and what may be meant', async () => {
    const { runs } = await twoRuns();
    await complete(join(runs, 'new'), 1, 9);
    for (const [folder, which, hint] of [
      [runs, 'lastest', 'did you mean `latest`?'],
      [runs, 'zetta', 'did you mean `zeta`?'],
      [runs, 'something', `in ${runs} there are zeta, new, alpha.`],
      [join(runs, 'none'), 'latest', expect.any(String)],
      [runs, 'best', 'use `latest`.'],
    ])
      await expect(findCheckpoint(folder, which)).rejects.toMatchObject({
        code: 'CHECKPOINT_NOT_FOUND',
        exitCode: 2,
        hint,
      });
  });
});

/** A run of its own with the steps 2 and 4. */
const fourSteps = () => trainedRun({ maxCharacters: 128, checkpointEverySteps: 2 });

// reliability: verified-files
describe('findModel', () => {
  it('refuses every bit of model.json, weights.bin and state.json that flips, and does without state.bin', async () => {
    const { run, folder: last } = await fourSteps();
    await rm(join(last, 'state.bin')); // It is for resuming.
    for (const name of ['model.json', 'weights.bin', 'state.json']) {
      const path = join(last, name);
      const sound = await readFile(path);
      for (let place = 0; place < 8; place++) {
        const bytes = Buffer.from(sound);
        bytes[Math.floor((place / 8) * bytes.length)]! ^= 1 << place;
        await writeFile(path, bytes);
        await expect(findModel(dirname(run), 'latest')).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
      }
      await writeFile(path, sound);
    }
    const { checkpoint, state, load } = await findModel(dirname(run), 'latest');
    expect([checkpoint.step, state.progress.step]).toEqual([4, 4]);
    await rm(last, { recursive: true }); // The model was read.
    const model = load();
    expect(model.config.units).toBe(8);
    model.dispose();
  });
});

// reliability: readers
describe('readFound', () => {
  it('looks again where a checkpoint was replaced while it was read', async () => {
    const [{ run, folder: last }, other] = [await fourSteps(), await fourSteps()];
    const aside = join(await temporaryFolder(), 'aside');
    await cp(last, aside, { recursive: true });
    await writeFile(join(last, 'weights.bin'), 'of another moment');
    let looked = 0;
    const [found] = await readFound(async () => {
      const checkpoint = await findCheckpoint(dirname(run), 'latest');
      if (looked++ === 1) await cp(other.folder, last, { recursive: true });
      return [checkpoint];
    });
    expect(found!.checkpoint.step).toBe(4);
  });
});
