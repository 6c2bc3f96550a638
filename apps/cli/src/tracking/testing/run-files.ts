import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MetricsLine } from '@longrange/trainer';
import { onTestFinished } from 'vitest';

/** The first session of the runs here began at this moment. */
export const START_MS = Date.UTC(2026, 10, 28);

/** A step's line: two seconds a step, and figures that tell steps apart. `attempt` moves the clock, as when a step is done again. */
export function stepLine(step: number, attempt = 0): MetricsLine {
  return {
    type: 'step',
    step,
    totalSteps: 100,
    epoch: 0,
    lossNats: 4 / step,
    bitsPerCharacter: 4 / step / Math.LN2,
    accuracy: 0.5,
    learningRate: 0.002,
    gradientNorm: 1.5,
    charactersSeen: step * 10,
    charactersPerSecond: 5 + attempt,
    secondsLeft: 1,
    elapsedSeconds: 2 * step + attempt,
  };
}

export function validationLine(step: number): MetricsLine {
  const quality = { lossNats: 2, bitsPerCharacter: 2 / Math.LN2, accuracy: 0.25 };
  return { type: 'validation', step, charactersSeen: step * 10, ...quality, characters: 100, best: true };
}

/** Writes what training writes of a run, as far as trackers read it. Sessions a minute apart began after these steps. A follower may be reading meanwhile: it sees the old file or the new one. */
export async function writeRun(
  folder: string,
  lines: readonly MetricsLine[],
  fromSteps: readonly number[] = [0],
): Promise<void> {
  const sessions = fromSteps.map((fromStep, index) => ({
    startedAt: new Date(START_MS + index * 60_000).toISOString(),
    fromStep,
  }));
  const config = {
    model: { formatVersion: 1, network: 'lstm', vocabulary: ['a', 'b'] },
    training: { learningRate: 0.002, split: { kind: 'document' }, maxMinutes: null },
  };
  const files = {
    'config.json': JSON.stringify({ formatVersion: 2, parameterCount: 7, config, sessions }),
    'metrics.jsonl': lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  };
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
  }
}

export async function temporaryRun(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longrange-tracking-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
