import { formatLargeCount, type SeriesStyle } from '@longrange/document/internal';
import type { Probes } from '../../probes/schema.ts';
import type { Result } from '../../result/schema.ts';
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
  return probedWithUntrained(result).filter(({ probes }) => probes.untrained === undefined);
}

/** The same, and last the network before its training where it was asked: what needs no learning is no sign of memory. */
export function probedWithUntrained(result: Result): NamedProbes[] {
  return (result.probes?.predictors ?? []).map((probes, index) => ({
    name: probes.predictor,
    style: probes.untrained === undefined ? predictorStyle(index) : untrainedStyle,
    probes,
  }));
}

/** `3,072 characters`, and of whom it is another number: `3,072 characters (the untrained network: 1,024)`. */
export function askedWords(
  [first, ...others]: readonly NamedProbes[],
  noun: string,
  countOf: (probes: PredictorProbes) => number,
): string {
  const count = countOf(first!.probes);
  const differing = others.filter(({ probes }) => countOf(probes) !== count);
  const notes = differing.map((one) => `${probedInSentence(one)}: ${formatLargeCount(countOf(one.probes))}`);
  return `${formatLargeCount(count)} ${noun}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
}

/** As the grammatical subject of a sentence. */
export function probedInSentence({ name, style }: NamedProbes): string {
  if (style === 'model') return 'this model';
  return /^the /i.test(name) ? name : `the ${name}`;
}
