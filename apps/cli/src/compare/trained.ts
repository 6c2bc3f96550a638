import type { Comparison } from '@longrange/eval/comparison';
import type { Candidate } from './candidate.ts';

type Trained = NonNullable<Comparison['contenders'][number]['runs'][number]['trained']>;

/** How an candidate was trained, so that a comparison can say what differs; undefined for a file. Where the text came from is left out: it is the same. */
export function trainedOf({ training, record }: Candidate): Trained | undefined {
  if (training === null || record === null) return undefined;
  const { vocabulary, formatVersion, ...model } = training.config.model;
  const { sources, ...corpus } = record.corpus.config;
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
