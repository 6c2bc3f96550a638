import { execFileSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../checkpoint/read-checkpoint.ts';
import type { TrainingEvent } from '../run/events.ts';
import { readMetrics } from '../run/metrics-log.ts';
import { toyRun } from '../testing/toy.ts';
import { train } from './train.ts';
import '@tensorflow/tfjs-backend-cpu';

/**
 * From here on this process's writes fail beyond so many bytes of a file, as they would on a full disk
 * (Node ignores the signal, the write gives EFBIG).
 */
function limitFileSize(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
}

describe('a disk that is full', () => {
  it.runIf(process.platform === 'linux')(
    'ends training with one clear error and leaves the checkpoint before whole (limits are set as Linux does it)',
    async () => {
      const options = await toyRun({ training: { checkpointEverySteps: 5 } });
      const onEvent = (event: TrainingEvent) => {
        if (event.type === 'step' && event.step === 9) limitFileSize(4096);
      };
      const failure = await train({ ...options, onEvent })
        .catch((error: unknown) => error)
        .finally(() => limitFileSize('unlimited'));
      expect(failure).toMatchObject({ code: 'WRITE_FAILED', exitCode: 1, cause: { code: 'EFBIG' } });
      expect((failure as Error).message).toMatch(/Cannot write .*\/step-000010: .*\(EFBIG\)\.$/);
      const checkpoints = join(options.runFolder, 'checkpoints');
      expect(await readdir(checkpoints)).toEqual(['step-000005']);
      await readCheckpoint(join(checkpoints, 'step-000005'));

      const [step5] = await readdir(checkpoints);
      const resume = { folder: join(checkpoints, step5!), run: 'toy', step: 5, validationLossNats: null };
      expect(await train({ ...options, resume })).toMatchObject({ kind: 'completed', step: 20 });
      expect((await readMetrics(options.runFolder)).filter(({ type }) => type === 'step')).toHaveLength(20);
    },
  );

  it('says so before training where the run folder cannot be made', async () => {
    const options = await toyRun();
    const file = join(options.runFolder, '..', '..', 'file');
    await writeFile(file, 'x');
    const failure = train({ ...options, runFolder: join(file, 'toy') });
    await expect(failure).rejects.toMatchObject({ code: 'WRITE_FAILED', exitCode: 1 });
    await expect(failure).rejects.toThrow(/Cannot write .*file\/toy: .*\(ENOTDIR\)\.$/);
  });
});
