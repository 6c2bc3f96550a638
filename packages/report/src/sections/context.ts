import { contextInterval } from '../document/context-interval.ts';
import { estimateTable } from '../document/mean-table.ts';
import { type NamedProbes, namedProbes, probedInSentence } from '../document/probes.ts';
import { inTheTable } from '../document/sentences.ts';
import type { Figure, Result, Section } from '../document/types.ts';
import {
  capitalize,
  countOf,
  formatBits,
  formatCount,
  formatEstimate,
  formatLargeCount,
  formatPercent,
} from '../text/format.ts';

/** Within this share of the whole context's loss, further context counts as worthless: Khandelwal et al. 2018. */
const TOLERANCE = 0.01;

/** Metric 12. Null where it was not measured. */
export function contextSection(result: Result): Section | null {
  const predictors = namedProbes(result).filter(({ probes }) => probes.effectiveContext.byContext.length > 0);
  if (predictors.length === 0) return null;
  return {
    id: 'context',
    metric: 12,
    title: 'How much context counts',
    paragraphs: [
      `The same characters are predicted again and again, each time from fewer that came before. ${predictors.map(contextSentence).join(' ')}`,
    ],
    figures: [figureOf(predictors)],
    definitions: [
      {
        term: 'n*, the effective context',
        text: 'The least n such that the last n characters give less than 1 % more bits per character than all of them (Khandelwal et al. 2018). Only the n shown were tested. Its interval is from the differences target by target, over documents: “or more” where no n shown comes surely within 1 %.',
      },
      { term: 'Targets', text: 'The characters predicted: the same ones for every n.' },
    ],
  };
}

/** What n* is, and by how much the next shorter context misses. */
export function contextSentence(predictor: NamedProbes): string {
  const { effectiveContext } = predictor.probes;
  const { byContext, all, effective } = effectiveContext;
  const name = capitalize(probedInSentence(predictor));
  const sorted = [...byContext].sort((a, b) => a.n - b.n);
  const longest = sorted.at(-1);
  if (longest === undefined) return '';
  const excess = (bits: number) => formatPercent(Math.max(0, bits / all.value - 1));
  if (effective === null) {
    return `${name} uses more than the longest context tested: the last ${countOf(longest.n, 'character')} give ${excess(longest.value)} more bits than all.`;
  }
  const shorter = sorted.findLast(({ n }) => n < effective);
  const before =
    shorter === undefined ? '' : `; ${formatCount(shorter.n)} cost ${excess(shorter.value)} more`;
  return `${name} needs the last ${countOf(effective, 'character')} (n*; by the 95 % intervals, ${contextInterval(effectiveContext)}) to come within ${TOLERANCE * 100} % of what all of them give, ${formatEstimate(all, formatBits)} bits${before}.`;
}

function figureOf(predictors: readonly NamedProbes[]): Figure {
  const title = 'Bits per character from the last n characters only';
  const columns = predictors.map(({ name, probes: { effectiveContext } }) => ({
    name,
    points: effectiveContext.byContext.map(({ n, ...bits }) => ({ at: n, ...bits })),
  }));
  const [first] = predictors;
  const table = estimateTable(title, 'Context, characters', columns, formatBits);
  const all = predictors.map(({ probes }) => {
    const { value, low, high } = probes.effectiveContext.all;
    return { kind: 'bits' as const, bits: value, low, high };
  });
  return {
    id: 'effective-context',
    chart: 'effective-context',
    title,
    caption: `Over ${formatLargeCount(first!.probes.effectiveContext.targets)} characters predicted.`,
    chartNote:
      'Lines across: from all characters. Lines up and down: n*. Bars are 95 % intervals, over documents; since the texts are the same for every n, they do not tell one n from another.',
    description: `${predictors.map(contextSentence).join(' ')} ${inTheTable}`,
    table: { ...table, rows: [...table.rows, [{ kind: 'text', text: 'all' }, ...all]] },
  };
}
