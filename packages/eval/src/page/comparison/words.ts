import { type Bounds, format } from '@longrange/document/internal';
import type { ComparedMeasure, Comparison, ContenderValue, Difference } from '../../comparison/schema.ts';
import { withheldWords } from '../../words/tested.ts';
import { betterFrom, countsAtRisk } from './measures.ts';

type Unit = ComparedMeasure['unit'];

/** `0.041 bits`, `12.3 points`: a difference without its sign. Shares differ by percentage points. */
export function formatAmount(value: number, unit: Unit): string {
  return `${plainAmount(value, unit)}${format.NO_BREAK_SPACE}${unit === 'bits' ? 'bits' : 'points'}`;
}

function plainAmount(value: number, unit: Unit): string {
  const amount = Math.abs(value);
  if (unit === 'bits') return format.bits(amount);
  return (100 * amount).toFixed(amount < 0.00995 ? 2 : 1);
}

/** `−0.041`, `+12.3`: bits, or percentage points. */
export function formatSigned(value: number, unit: Unit): string {
  const text = plainAmount(value, unit);
  const isZero = Number(text) === 0;
  return isZero ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** `−0.062 to −0.020`. */
export function formatSignedInterval({ low, high }: { low: number; high: number }, unit: Unit): string {
  return `${formatSigned(low, unit)} to ${formatSigned(high, unit)}`;
}

/** `p = 0.042`, `p < 0.001`. */
export function formatP(p: number): string {
  return (p < 0.001 ? 'p < 0.001' : `p = ${formatPValue(p)}`).replaceAll(' ', format.NO_BREAK_SPACE);
}

/** `0.042`, `<0.001`. */
export function formatPValue(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** A row or curve at one distance: `8–15`; `all` for all together. */
export function rangeLabel({ range }: Pick<ComparedMeasure, 'range'>): string {
  return range === null ? 'all' : format.bucket(range);
}

/** Heading of a column of range labels. */
export function rangeHeading({ measure }: Pick<ComparedMeasure, 'measure'>): string {
  return countsAtRisk(measure) ? 'Open for, characters' : 'Characters';
}

/** Range in running text: `open for 8–15 characters`, `at 8–15 characters`. */
export function rangePhrase({ measure, range }: ComparedMeasure): string {
  const label = rangeLabel({ range });
  const where = countsAtRisk(measure) ? 'open for' : 'at';
  return `${where} ${label} ${label === '1' ? 'character' : 'characters'}`;
}

/** States a difference, and never claims more than its interval does. */
export function differenceSentence(
  comparison: Comparison,
  measure: ComparedMeasure,
  difference: Difference,
): string {
  const { unit } = measure;
  const nameOf = (index: number): string => comparison.contenders[index]!.label;
  const [first, second] = [nameOf(difference.a), nameOf(difference.b)];
  const { interval, verdict } = difference;
  if (interval === null) {
    return `Too few documents to compare ${first} with ${second}: an interval takes six.`;
  }
  if (verdict === 'withheld') {
    const shown = `${formatSigned(difference.difference, unit)}, 95${format.NO_BREAK_SPACE}% interval ${formatSignedInterval(interval, unit)}${scopeOf(difference)}`;
    return `${first} − ${second}: ${shown}; ${noVerdictWords(comparison, difference)}.`;
  }
  if (verdict === 'open') {
    const bound = Math.max(Math.abs(interval.low), Math.abs(interval.high));
    const shown = `${formatSignedInterval(interval, unit)}${scopeOf(difference)}`;
    return (
      `No detectable difference between ${first} and ${second} (95${format.NO_BREAK_SPACE}% interval ${shown}); ` +
      `more than ${formatAmount(bound, unit)} is excluded.`
    );
  }
  const isFirstBetter = difference.difference > 0 === (unit === 'share');
  const [better, worse] = isFirstBetter ? [first, second] : [second, first];
  const amount = formatAmount(difference.difference, unit);
  const [least, most] = [interval.low, interval.high].map(Math.abs).sort((one, other) => one - other);
  const between = `95${format.NO_BREAK_SPACE}% interval ${plainAmount(least!, unit)} to ${formatAmount(most!, unit)}${scopeOf(difference)}`;
  if (verdict !== 'hint') {
    return `${better} is better than ${worse} by ${amount} (${between}, ${formatP(difference.adjustedPValue)} after correction).`;
  }
  return `${better} may be better than ${worse} by ${amount} (${between}), but ${objection(comparison, difference)}.`;
}

/** Words before a figure that is a bound. */
export function boundWords(unit: Unit): string {
  return unit === 'bits' ? 'at most' : 'at least';
}

/** Reason for withholding a verdict: `no verdict: the figure of x is a bound`. */
export function noVerdictWords(
  { contenders }: Pick<Comparison, 'contenders'>,
  difference: Difference,
): string {
  const { bounded, dominatedBy } = difference;
  if (dominatedBy !== null || bounded === undefined) return withheldWords({ dominatedBy });
  if (bounded === 'both') return 'no verdict: both figures are bounds';
  return `no verdict: the figure of ${contenders[difference[bounded]]!.label} is a bound`;
}

function objection({ tests }: Comparison, { adjustedPValue }: Difference): string {
  const size = format.countOf(tests, 'comparison');
  return `that could be chance among ${size} (${formatP(adjustedPValue)} after correction)`;
}

/** Source of variation that an interval covers; empty for documents alone. */
function scopeOf({ overSeeds }: Difference): string {
  return overSeeds ? ', over documents and seeds' : '';
}

/** States every difference of a measure, or how checkpoints reached the last one, or why there is nothing to say. */
export function measureSentences(comparison: Comparison, measure: ComparedMeasure): string[] {
  if (comparison.contenders.length < 2) return [];
  if (comparison.kind === 'checkpoints') return [courseSentence(comparison, measure)];
  if (measure.differences.length === 0) return ['Too few cases to compare.'];
  return measure.differences.map((difference) => differenceSentence(comparison, measure, difference));
}

function courseSentence(comparison: Comparison, measure: ComparedMeasure): string {
  const { contenders } = comparison;
  const last = measure.differences.find(({ a }) => a === contenders.length - 1);
  if (last === undefined) return 'Too few cases to compare the last checkpoint with the first.';
  const conclusion = differenceSentence(comparison, measure, last);
  const better = betterFrom(comparison, measure);
  if (better === null) return conclusion;
  const [from, first] = [better, 0].map((index) => format.count(contenders[index]!.runs[0]!.step!));
  return `Better than at step ${first} from step ${from} on. At the last step, ${conclusion}`;
}

/** A figure without its interval, with as many decimals as that warrants. */
export function formatValue(value: number | null, unit: Unit, bounds?: Bounds): string {
  return unit === 'bits' ? format.bits(value) : format.percent(value, bounds);
}

/** A contender’s figure: `at most 1.702`, its interval, and the size of its sample if it is a share. */
export function wordsOf(value: ContenderValue, unit: Unit) {
  const { estimate, n, isBound } = value;
  return {
    figure: `${isBound === true ? `${boundWords(unit)} ` : ''}${formatValue(estimate, unit, value)}`,
    interval: unit === 'bits' ? format.bitsInterval(value) : format.percentInterval(value),
    sample: unit === 'bits' ? '' : `, n ${format.count(n)}`,
  };
}

/** `at most 1.702 (1.562–1.842)`. */
export function valueText(value: ContenderValue, unit: Unit): string {
  const { figure, interval, sample } = wordsOf(value, unit);
  return `${figure} (${interval}${sample})`;
}
