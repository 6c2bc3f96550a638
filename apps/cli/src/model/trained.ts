import type { DocumentScores } from '@longrange/eval/comparison';
import type { RunRecord } from '../run/run-record.ts';
import type { TrainingState } from './model-source.ts';

type Trained = NonNullable<DocumentScores['trained']>;

/** Settings of a network's training, so that a comparison can say what differs; undefined for a file. The source of the text is left out: it is the same for all. */
export function trainedOf({
  training,
  record,
}: {
  readonly training: TrainingState | null;
  readonly record: RunRecord | null;
}): Trained | undefined {
  if (training === null || record === null) return undefined;
  const { vocabulary, formatVersion, ...model } = training.config.model;
  const { sources, language, ...corpus } = record.corpus.config;
  const config = { preset: record.config.preset, model, training: training.config.training, corpus };
  return { settings: Object.fromEntries(leaves(config)), minutes: training.elapsedSeconds / 60 };
}

function leaves(value: object, prefix = ''): [string, Trained['settings'][string]][] {
  return Object.entries(value).flatMap(([key, child]): [string, Trained['settings'][string]][] => {
    if (Array.isArray(child)) return [[prefix + key, child.join(' ')]];
    if (typeof child === 'object' && child !== null) return leaves(child, `${prefix}${key}.`);
    return [[prefix + key, child]];
  });
}
