import type { Result } from '@longrange/eval';
import { bestCheckpoint, listCheckpoints, readMetrics } from '@longrange/trainer/internal';
import { readOutcome } from './run-record.ts';

/** State of a run's training, from its folder. */
export type RunProgress = Awaited<ReturnType<typeof readProgress>>;

/**
 * Reads how far a run has come.
 *
 * @param needsCurve true to read the validations of a run that has ended, too: the curve may be long
 */
export async function readProgress(folder: string, needsCurve = false) {
  const outcome = await readOutcome(folder);
  const checkpoints = await listCheckpoints(folder);
  const last = checkpoints.at(-1);
  const step = last?.step ?? 0;
  const lines = outcome === undefined || needsCurve ? await readMetrics(folder) : [];
  const validations = lines
    .filter((line) => line.type === 'validation' && line.step <= step)
    .map((line) => ({ step: line.step, bits: line.bitsPerCharacter }));
  const lowest = validations.reduce((low, one) => (one.bits < low.bits ? one : low), {
    step: 0,
    bits: Infinity,
  });
  const ofOutcome = outcome?.best && { step: outcome.best.step, bits: outcome.best.bitsPerCharacter };
  return {
    /** Folder of its files. */
    folder,
    /** Undefined until it has ended. */
    outcome,
    /** Step of the last checkpoint. */
    step,
    /** Time of the last checkpoint as ISO 8601. */
    savedAt: last?.completedAt ?? null,
    /** Number of characters read so far, also since the last checkpoint. */
    charactersSeen: outcome?.charactersSeen ?? lines.at(-1)?.charactersSeen ?? 0,
    validations,
    /** Lowest bits per character on the validation split so far. */
    best: ofOutcome ?? (lowest.step === 0 ? null : lowest),
    /** Folder of the checkpoint with the lowest validation loss, else of the last one. */
    checkpoint: (bestCheckpoint(checkpoints) ?? last)?.folder ?? null,
  };
}

type CurvePoint = Result['training'][number];

/** Maximum number of points of the training loss: a chart shows no more. */
const MOST_STEP_POINTS = 400;

/** Returns the training curve up to a checkpoint's step: every validation loss, and training losses averaged over equal intervals. */
export async function readTrainingCurve(runFolder: string, lastStep: number): Promise<CurvePoint[]> {
  const lines = (await readMetrics(runFolder)).filter(({ step }) => step <= lastStep);
  const steps = lines.filter((line) => line.type === 'step');
  const size = Math.max(1, Math.ceil(steps.length / MOST_STEP_POINTS));
  const points: CurvePoint[] = [];
  for (let from = 0; from < steps.length; from += size) {
    const some = steps.slice(from, from + size);
    const { step, charactersSeen: characters } = some.at(-1)!;
    const bits = some.reduce((sum, { bitsPerCharacter }) => sum + bitsPerCharacter, 0) / some.length;
    points.push({ step, characters, trainBits: bits, validationBits: null });
  }
  for (const { type, step, charactersSeen: characters, bitsPerCharacter } of lines)
    if (type === 'validation')
      points.push({ step, characters, trainBits: null, validationBits: bitsPerCharacter });
  return points.sort((a, b) => a.step - b.step);
}
