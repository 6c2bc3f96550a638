import type { ContenderValue, Difference } from '@longrange/eval/internal';
import { LEAST_DOCUMENTS, LEAST_FOR_INTERVAL } from '@longrange/eval/internal';
import { type Bounds, format } from '../../document/internal.ts';
import { betterFrom, type ComparedMeasure, type Comparison, countsAtRisk } from './measures.ts';

type Unit = ComparedMeasure['unit'];

/** Formats a difference without its sign: `0.041 bits`, `12.3 points`, `1.62 times`. Shares differ by points, ranges by a factor. */
export function formatAmount(value: number, unit: Unit): string {
  const nouns = { bits: 'bits', share: 'points', nats: 'nats', characters: 'times', failures: FAILURES };
  return `${plainAmount(value, unit)}${format.NO_BREAK_SPACE}${nouns[unit]}`;
}

export const FAILURES = 'failures per 100 characters';

/** Returns true if less is better. */
export function isCost(unit: Unit): boolean {
  return unit === 'bits' || unit === 'failures';
}

function plainAmount(value: number, unit: Unit): string {
  const amount = Math.abs(value);
  if (unit === 'bits') return format.bits(amount);
  if (unit === 'nats') return amount.toFixed(2);
  if (unit === 'characters') return formatRatio(amount);
  return (100 * amount).toFixed(amount < 0.00995 ? 2 : 1);
}

/** Formats the ratio of two ranges, given its logarithm. */
function formatRatio(logarithm: number): string {
  const ratio = Math.exp(logarithm);
  return ratio < 9.995 ? ratio.toFixed(2) : format.count(Math.round(ratio));
}

/** `−0.041`, `+12.3`: bits, nats, or percentage points; `1.62`: the ratio of two ranges. */
export function formatSigned(value: number, unit: Unit): string {
  if (unit === 'characters') return formatRatio(value);
  const text = plainAmount(value, unit);
  const isZero = Number(text) === 0;
  return isZero ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** `−0.062 to −0.020`. */
export function formatSignedInterval({ low, high }: { low: number; high: number }, unit: Unit): string {
  return `${formatSigned(low, unit)} to ${formatSigned(high, unit)}`;
}

/** Returns the sign between the first and the second; ranges are divided. */
export function signOf(unit: Unit): string {
  return unit === 'characters' ? '÷' : '−';
}

/** `gru − lstm` */
export function pairName({ contenders }: Comparison, { a, b }: { a: number; b: number }, unit: Unit): string {
  return `${contenders[a]!.label} ${signOf(unit)} ${contenders[b]!.label}`;
}

/** `p = 0.042`, `p < 0.001`. */
export function formatP(p: number): string {
  return (p < 0.001 ? 'p < 0.001' : `p = ${formatPValue(p)}`).replaceAll(' ', format.NO_BREAK_SPACE);
}

/** `0.042`, `<0.001`. */
export function formatPValue(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** Returns the label of a row or curve for one range of distances: `8–15`; `all` for all together. */
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
    const isRange = unit === 'characters';
    const least = measure.paired && (isRange || !difference.overSeeds) ? 'six' : 'three';
    const documents = [difference.a, difference.b].map((index) => measure.values[index]!.documents);
    if (
      difference.overSeeds &&
      Math.min(...documents) >= (least === 'six' ? LEAST_DOCUMENTS : LEAST_FOR_INTERVAL)
    )
      return `Two seeds are too few to tell ${first} from ${second}.`;
    return `Too few documents to compare ${first} with ${second}: an interval takes ${least}.`;
  }
  if (verdict === 'withheld') {
    const shown = `${formatSigned(difference.difference, unit)}, 95${format.NO_BREAK_SPACE}% interval ${formatSignedInterval(interval, unit)}${scopeOf(difference)}`;
    return `${pairName(comparison, difference, unit)}: ${shown}; ${noVerdictWords(comparison, difference)}.`;
  }
  if (verdict === 'open') {
    const bound = Math.max(Math.abs(interval.low), Math.abs(interval.high));
    const shown = `${formatSignedInterval(interval, unit)}${scopeOf(difference)}`;
    return (
      `No detectable difference between ${first} and ${second} (95${format.NO_BREAK_SPACE}% interval ${shown}); ` +
      `${unit === 'characters' ? `a factor above ${formatRatio(bound)}` : `more than ${formatAmount(bound, unit)}`} is excluded.`
    );
  }
  const isFirstBetter = difference.difference > 0 !== isCost(unit);
  const [better, worse] = isFirstBetter ? [first, second] : [second, first];
  const amount = formatAmount(difference.difference, unit);
  const [least, most] = [interval.low, interval.high].map(Math.abs).sort((one, other) => one - other);
  const between = `95${format.NO_BREAK_SPACE}% interval ${plainAmount(least!, unit)} to ${formatAmount(most!, unit)}${scopeOf(difference)}`;
  const claim = (is: string, reaches: string): string =>
    unit === 'characters'
      ? `${better} ${reaches} ${amount} as far as ${worse}`
      : `${better} ${is} better than ${worse} by ${amount}`;
  return verdict === 'hint'
    ? `${claim('may be', 'may reach')} (${between}), but ${objection(comparison, difference)}.`
    : `${claim('is', 'reaches')} (${between}, ${formatP(difference.adjustedPValue)} after correction).`;
}

/** Labels of differences that are not shown, by verdict. */
export const notShown = { a: null, b: null, hint: 'a hint only', open: 'not shown', withheld: 'no verdict' };

/** Words before a figure that is a bound. */
export function boundWords(unit: Unit): string {
  return isCost(unit) ? 'at most' : 'at least';
}

/** Returns the reason for withholding a verdict: `no verdict: the figure of x is a bound`. */
export function noVerdictWords(
  { contenders }: Pick<Comparison, 'contenders'>,
  difference: Difference,
): string {
  const { bounded = 'both' } = difference;
  if (bounded === 'both') return 'no verdict: both figures are bounds';
  return `no verdict: the figure of ${contenders[difference[bounded]]!.label} is a bound`;
}

function objection({ tests }: Comparison, { adjustedPValue }: Difference): string {
  const size = format.countOf(tests, 'comparison');
  return `that could be chance among ${size} (${formatP(adjustedPValue)} after correction)`;
}

/** Names the variation that an interval covers; empty for documents alone. */
function scopeOf({ overSeeds }: Difference): string {
  return overSeeds ? ', over documents and seeds' : '';
}

/** States all differences of a measure; for checkpoints, those of the last one and since when it was better; or why nothing can be said. */
export function measureSentences(comparison: Comparison, measure: ComparedMeasure): string[] {
  if (comparison.contenders.length < 2) return [];
  if (comparison.kind === 'checkpoints') return [courseSentence(comparison, measure)];
  if (measure.differences.length === 0) return [incomparable(comparison, measure)];
  return measure.differences.map((difference) => differenceSentence(comparison, measure, difference));
}

function incomparable({ contenders }: Comparison, { unit, values }: ComparedMeasure): string {
  const without = contenders.filter((_, index) => values[index]!.estimate === null && values[index]!.n > 0);
  if (unit !== 'characters' || without.length === 0) return 'Too few cases to compare.';
  return `cannot be measured for ${format.list(without.map(({ label }) => label))}: fewer than half of the nearest pairs are right.`;
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

/** Formats a figure without its interval, with as many decimals as the interval warrants. */
export function formatValue(value: number | null, unit: Unit, bounds?: Bounds): string {
  if (value === null || unit === 'share') return format.percent(value, bounds);
  if (unit === 'failures') return format.rate(value, bounds);
  if (unit === 'characters') return format.count(Math.round(value));
  return unit === 'bits' ? format.bits(value) : value.toFixed(2);
}

function formatInterval({ low, high }: Bounds, unit: Unit): string {
  if (unit === 'characters' && low !== null && high === null) return `${formatValue(low, unit)} or more`;
  if (unit === 'failures') return format.rateInterval({ low, high });
  if (unit === 'bits' || low === null || high === null) return format.bitsInterval({ low, high });
  return `${formatValue(low, unit)}${low < 0 ? ' to ' : '–'}${formatValue(high, unit)}`;
}

/** Returns true if a figure has no interval because there are too few seeds. */
export function hasTooFewSeeds({ low, high, byRun, documents }: ContenderValue): boolean {
  return low === null && high === null && byRun.length > 1 && documents >= LEAST_FOR_INTERVAL;
}

/** Returns a contender’s figure in words (`at most 1.702`), its interval, and the size of its sample if it is a share. */
export function wordsOf(value: ContenderValue, unit: Unit) {
  const { estimate, n, isBound } = value;
  return {
    figure: `${isBound === true ? `${boundWords(unit)} ` : ''}${formatValue(estimate, unit, value)}`,
    interval: hasTooFewSeeds(value)
      ? 'no interval: too few seeds'
      : unit === 'share'
        ? format.percentInterval(value)
        : formatInterval(value, unit),
    sample: unit === 'bits' ? '' : `, n ${format.count(n)}`,
  };
}

/** `at most 1.702 (1.562–1.842)`. */
export function valueText(value: ContenderValue, unit: Unit): string {
  const { figure, interval, sample } = wordsOf(value, unit);
  return `${figure} (${interval}${sample})`;
}
