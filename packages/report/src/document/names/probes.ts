import type { Probes } from '@longrange/eval';
import type { SeriesStyle } from '../chart.ts';
import type { Result } from '../types.ts';
import { predictorStyle, untrainedStyle } from './styles.ts';

type PredictorProbes = Probes['predictors'][number];

/** A predictor's probes with the name and style that everything about it goes by. */
export interface NamedProbes {
  name: string;
  style: SeriesStyle;
  probes: PredictorProbes;
}

/** The predictors that were probed, the model first. */
export function namedProbes(result: Result): NamedProbes[] {
  return (result.probes?.predictors ?? []).map((probes, index) => ({
    name: probes.predictor,
    style: predictorStyle(index),
    probes,
  }));
}

/** The same, and the network before its training where it was asked: what needs no learning is no sign of memory. */
export function probedWithUntrained(result: Result): NamedProbes[] {
  const untrained = result.probes?.untrained;
  const named: NamedProbes[] =
    untrained === undefined ? [] : [{ name: untrained.predictor, style: untrainedStyle, probes: untrained }];
  return [...namedProbes(result), ...named];
}

/** As the grammatical subject of a sentence. */
export function probedInSentence({ name, style }: NamedProbes): string {
  if (style === 'model') return 'this model';
  return /^the /i.test(name) ? name : `the ${name}`;
}
