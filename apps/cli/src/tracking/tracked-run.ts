import { basename, dirname, join, resolve } from 'node:path';
import { readMetrics } from '@longrange/trainer';
import { exists, SWEEP_JOURNAL } from '@longrange/trainer/internal';
import { z } from 'zod';
import { parseRunFile } from '../run/run-record.ts';

const descriptionSchema = z.object({
  parameterCount: z.number(),
  config: z.object({ model: z.unknown(), training: z.unknown() }),
  sessions: z.array(z.object({ startedAt: z.iso.datetime() })).min(1),
});

/** Contents of a run's folder; what trackers are sent depends on nothing else. */
export interface TrackedRun {
  readonly folder: string;
  readonly name: string;
  /** Name of the sweep that it belongs to, if any. */
  readonly sweep?: string | undefined;
  readonly startMs: number;
  /** Values as text by names such as `training.learningRate`. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  /** Lines of `metrics.jsonl`: whole milliseconds since 1970, and finite values by names such as `train/bitsPerCharacter`. */
  readonly measurements: readonly {
    readonly step: number;
    readonly timeMs: number;
    readonly figures: readonly (readonly [name: string, value: number])[];
  }[];
}

/** Status of a run in MLflow's words. */
export type RunStatus = 'RUNNING' | 'FINISHED' | 'KILLED' | 'FAILED';

const quality = ['bitsPerCharacter', 'lossNats', 'accuracy'] as const;
const training = [...quality, 'learningRate', 'gradientNorm', 'charactersPerSecond'] as const;

/**
 * Reads `config.json` and `metrics.jsonl`. The time of a measurement is the start of the run plus the time spent training by then, without pauses; so two
 * attempts at a step have different times.
 *
 * @param lastStep leaves out later lines
 * @throws LongrangeError `RUN_DAMAGED`, `RUN_NEWER`, `RUN_OLDER`
 */
export async function readTrackedRun(
  folder: string,
  lastStep = Number.POSITIVE_INFINITY,
): Promise<TrackedRun> {
  const { parameterCount, config, sessions } = await parseRunFile(folder, descriptionSchema);
  const above = dirname(resolve(folder));
  const startMs = Date.parse(sessions[0]!.startedAt);
  const lines = await readMetrics(folder);
  let elapsedSeconds = 0;
  const measurements = lines.map((line) => {
    if (line.type === 'step') elapsedSeconds = line.elapsedSeconds;
    const named: [string, number][] =
      line.type === 'step'
        ? training.map((key) => [`train/${key}`, line[key]])
        : quality.map((key) => [`validation/${key}`, line[key]]);
    const timeMs = Math.round(startMs + 1000 * elapsedSeconds);
    return { step: line.step, timeMs, figures: named.filter(([, value]) => Number.isFinite(value)) };
  });
  return {
    folder,
    name: basename(resolve(folder)),
    sweep: (await exists(join(above, SWEEP_JOURNAL))) ? basename(above) : undefined,
    startMs,
    settings: flatten({ parameterCount, ...config }).filter(
      ([name]) => !/^model\.(?:formatVersion|vocabulary)$/.test(name),
    ),
    measurements: measurements.filter(({ step }) => step <= lastStep),
  };
}

/** Returns the leaves of nested objects by path; values other than text as JSON. */
function flatten(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path ? `${path}.${key}` : key));
  return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
}
