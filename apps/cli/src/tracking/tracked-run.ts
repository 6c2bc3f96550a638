import { basename, resolve } from 'node:path';
import { type MetricsLine, readMetrics } from '@longrange/trainer';
import { z } from 'zod';
import { parseRunFile } from '../run/run-record.ts';

const descriptionSchema = z.object({
  parameterCount: z.number(),
  config: z.object({
    model: z.record(z.string(), z.unknown()),
    training: z.record(z.string(), z.unknown()),
  }),
  sessions: z.array(z.object({ startedAt: z.iso.datetime(), fromStep: z.int().min(0) })).min(1),
});

/** A value of a setting as trackers know them. */
export type SettingValue = string | number | boolean;

/** A run as its folder has it: everything that trackers are told is a function of this. */
export interface TrackedRun {
  readonly folder: string;
  readonly name: string;
  /** The calls of `train`, in their order: when they began, in milliseconds since 1970, and after which step. */
  readonly sessions: readonly { readonly startMs: number; readonly fromStep: number }[];
  /** By name, such as `training.learningRate`. */
  readonly settings: ReadonlyMap<string, SettingValue>;
  readonly lines: readonly MetricsLine[];
}

/**
 * Reads `config.json` and `metrics.jsonl`.
 *
 * @throws LongrangeError `RUN_DAMAGED`, `RUN_NEWER`, `RUN_OLDER`
 */
export async function readTrackedRun(folder: string): Promise<TrackedRun> {
  const description = await parseRunFile(folder, descriptionSchema);
  const { parameterCount, config, sessions } = description;
  return {
    folder,
    name: basename(resolve(folder)),
    sessions: sessions.map(({ startedAt, fromStep }) => ({ startMs: Date.parse(startedAt), fromStep })),
    settings: settingsOf({ parameterCount, ...config }),
    lines: await readMetrics(folder),
  };
}

/** One line of `metrics.jsonl` as trackers know it. */
export interface Measurement {
  readonly step: number;
  /** Milliseconds since 1970, whole. */
  readonly timeMs: number;
  /** `train/bitsPerCharacter`, … */
  readonly figures: readonly (readonly [name: string, value: number])[];
}

const quality = ['bitsPerCharacter', 'lossNats', 'accuracy'] as const;

/**
 * Turns lines, in their order, into measurements. The time of one is when the run began, and how long it has been trained by then: pauses between
 * sessions do not count, so it depends on nothing but the files.
 */
export function measuring({ sessions }: TrackedRun): (line: MetricsLine) => Measurement {
  let elapsedSeconds = 0;
  return (line) => {
    if (line.type === 'step') elapsedSeconds = line.elapsedSeconds;
    const named: (readonly [string, number])[] =
      line.type === 'step'
        ? [
            ...quality.map((key) => [`train/${key}`, line[key]] as const),
            ['train/learningRate', line.learningRate],
            ['train/gradientNorm', line.gradientNorm],
            ['train/charactersPerSecond', line.charactersPerSecond],
          ]
        : quality.map((key) => [`validation/${key}`, line[key]] as const);
    return {
      step: line.step,
      timeMs: Math.round(sessions[0]!.startMs + 1000 * elapsedSeconds),
      figures: named.filter(([, value]) => Number.isFinite(value)),
    };
  };
}

/** Of nested settings one each, by the path; lists as JSON. What a model file says of itself is none. */
function settingsOf(tree: Readonly<Record<string, unknown>>, path = ''): Map<string, SettingValue> {
  const settings = new Map<string, SettingValue>();
  for (const [key, value] of Object.entries(tree)) {
    if (path === 'model.' && ['formatVersion', 'vocabulary'].includes(key)) continue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const inner = settingsOf(value as Readonly<Record<string, unknown>>, `${path}${key}.`);
      for (const [name, setting] of inner) settings.set(name, setting);
    } else if (value !== undefined) {
      const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
      settings.set(`${path}${key}`, isPlain ? (value as SettingValue) : JSON.stringify(value));
    }
  }
  return settings;
}
