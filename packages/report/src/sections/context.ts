import { contextInterval } from '../document/context-interval.ts';
import { estimateTable } from '../document/mean-table.ts';
import { type NamedProbes, namedProbes, probedInSentence } from '../document/probes.ts';
import { inTheTable } from '../document/sentences.ts';
import type { Figure, Result, Section } from '../document/types.ts';
import {
  capitalize,
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
    title: 'How much context is used',
    paragraphs: [
      predictors.map(contextSentence).join(' '),
      'The same characters are predicted several times, each time from fewer of those before them.',
    ],
    figures: [figureOf(predictors)],
    definitions: [
      {
        term: 'n*, the effective context',
        text: 'The least n such that the last n characters cost less than 1 % more bits per character than the whole text (Khandelwal et al. 2018), of the n shown. Its interval comes from paired differences over documents; “or more”: no n shown is within 1 % for certain.',
      },
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
  const last = (n: number) => `the last ${n === 1 ? 'character' : `${formatCount(n)} characters`}`;
  if (effective === null) {
    return `${name} uses more than the longest context tested: with only ${last(longest.n)} it needs ${excess(longest.value)} more bits than with the whole text.`;
  }
  const shorter = sorted.findLast(({ n }) => n < effective);
  const before =
    shorter === undefined ? '' : `; with ${formatCount(shorter.n)} it needs ${excess(shorter.value)} more`;
  const interval = contextInterval(effectiveContext);
  const sure = interval === formatCount(effective) ? 'the 95 % interval agrees' : `95 % interval ${interval}`;
  return `${name} uses ${last(effective)} (n*; ${sure}), enough to come within ${TOLERANCE * 100} % of its bits with the whole text, ${formatEstimate(all, formatBits)}${before}.`;
}

function figureOf(predictors: readonly NamedProbes[]): Figure {
  const title = 'Bits per character, by context';
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
    caption: `From the last n characters only, over the same ${formatLargeCount(first!.probes.effectiveContext.targets)} characters for every n.`,
    chartNote:
      'Horizontal lines: the whole text. Vertical lines: n*. Bars: 95 % intervals over documents; differences between contexts are paired, so overlap says little.',
    description: `${predictors.map(contextSentence).join(' ')} ${inTheTable}`,
    table: { ...table, rows: [...table.rows, [{ kind: 'text', text: 'all' }, ...all]] },
  };
}
