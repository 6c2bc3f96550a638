import type { Result } from '@longrange/eval';
import { type MetricsLine, readMetrics } from '@longrange/trainer';

type CurvePoint = Result['training'][number];

/** Maximum number of points of the training loss: a chart shows no more. */
const MOST_STEP_POINTS = 400;

/** Returns the training curve up to a checkpoint's step: every validation loss, and training losses averaged over equal intervals. */
export async function readTrainingCurve(runFolder: string, lastStep: number): Promise<CurvePoint[]> {
  const lines = (await readMetrics(runFolder)).filter(({ step }) => step <= lastStep);
  const steps = lines.filter((line) => line.type === 'step');
  const points = [
    ...stretches(steps).map(average),
    ...lines.filter((line) => line.type === 'validation').map(validation),
  ];
  return points.sort((a, b) => a.step - b.step);
}

function stretches<T>(values: readonly T[]): T[][] {
  const size = Math.max(1, Math.ceil(values.length / MOST_STEP_POINTS));
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}

function average(lines: readonly MetricsLine[]): CurvePoint {
  const { step, charactersSeen } = lines.at(-1)!;
  const bits = lines.reduce((sum, { bitsPerCharacter }) => sum + bitsPerCharacter, 0) / lines.length;
  return { step, characters: charactersSeen, trainBits: bits, validationBits: null };
}

function validation({ step, charactersSeen, bitsPerCharacter }: MetricsLine): CurvePoint {
  return { step, characters: charactersSeen, trainBits: null, validationBits: bitsPerCharacter };
}
