import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { readTrainingCurve } from './run-progress.ts';

it('averages many steps, keeps every validation, and ends at the checkpoint', async () => {
  const folder = await temporaryFolder();
  const others = {
    lossNats: 1,
    accuracy: 0,
    learningRate: 0,
    gradientNorm: 0,
    elapsedSeconds: 0,
    characters: 1,
  };
  const lines = Array.from({ length: 1000 }, (_, index) => ({
    ...others,
    type: index % 100 === 99 ? 'validation' : 'step',
    step: index + 1,
    charactersSeen: 10 * (index + 1),
    bitsPerCharacter: index + 1,
  }));
  await writeFile(join(folder, 'metrics.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
  const curve = await readTrainingCurve(folder, 900);
  const validated = curve.filter(({ validationBits }) => validationBits !== null);
  expect(validated.map(({ step }) => step)).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
  const training = curve.filter(({ trainBits }) => trainBits !== null);
  expect(training).toHaveLength(297);
  expect(training[0]).toEqual({ step: 3, characters: 30, trainBits: 2, validationBits: null });
});
