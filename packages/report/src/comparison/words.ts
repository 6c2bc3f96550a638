import type { ComparedMeasure, Comparison, Difference } from '@longrange/eval';
import { formatBits, formatCount, NO_BREAK_SPACE } from '../text/format.ts';

type Unit = ComparedMeasure['unit'];

/** `0.041 bits`, `12.3 points`: a difference without its sign. Shares differ by percentage points. */
export function formatAmount(value: number, unit: Unit): string {
  const amount = Math.abs(value);
  return unit === 'bits'
    ? `${formatBits(amount)}${NO_BREAK_SPACE}bits`
    : `${(100 * amount).toFixed(1)}${NO_BREAK_SPACE}points`;
}

/** `−0.041`, `+12.3`: bits, or percentage points. */
export function formatSigned(value: number, unit: Unit): string {
  const text = unit === 'bits' ? Math.abs(value).toFixed(3) : (100 * Math.abs(value)).toFixed(1);
  const isZero = Number(text) === 0;
  return isZero ? text : `${value < 0 ? '−' : '+'}${text}`;
}

/** `−0.062 to −0.020`. */
export function formatSignedInterval({ low, high }: { low: number; high: number }, unit: Unit): string {
  return `${formatSigned(low, unit)} to ${formatSigned(high, unit)}`;
}

/** `p = 0.042`, `p < 0.001`. */
export function formatP(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** How many differences the p-values of a measure were corrected for. */
export function familySize({ measures }: Comparison, { range }: ComparedMeasure): number {
  return measures
    .filter((other) => (other.range === null) === (range === null))
    .reduce((sum, { differences }) => sum + differences.length, 0);
}

/** What a difference allows to be said: never more than its interval does. */
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
    return `${first} and ${second} cannot be told apart by so few documents: an interval takes six.`;
  }
  if (verdict === 'open') {
    const bound = formatAmount(Math.max(Math.abs(interval.low), Math.abs(interval.high)), unit);
    return (
      `No difference is shown between ${first} and ${second} (95${NO_BREAK_SPACE}% interval ` +
      `${formatSignedInterval(interval, unit)}); one of more than ${bound} is excluded.`
    );
  }
  const isFirstBetter = difference.difference > 0 === (unit === 'share');
  const [better, worse] = isFirstBetter ? [first, second] : [second, first];
  const amount = formatAmount(difference.difference, unit);
  const bounds = [interval.low, interval.high].map(Math.abs).sort((a, b) => a - b) as [number, number];
  const between = `95${NO_BREAK_SPACE}% interval ${formatAmount(bounds[0], unit)} to ${formatAmount(bounds[1], unit)}`;
  if (verdict !== 'hint') {
    return `${better} is better than ${worse} by ${amount} (${between}, ${formatP(difference.adjustedPValue)} after correction).`;
  }
  return `${better} looks better than ${worse} by ${amount} (${between}), but ${objection(comparison, measure, difference)}.`;
}

function objection(
  comparison: Comparison,
  measure: ComparedMeasure,
  { adjustedPValue, overSeeds }: Difference,
): string {
  if (adjustedPValue >= 0.05) {
    const size = formatCount(familySize(comparison, measure));
    return `among ${size} comparisons that may be chance (${formatP(adjustedPValue)} after correction)`;
  }
  return `over seeds the interval is ${formatSignedInterval(overSeeds!, measure.unit)}, so other seeds may say otherwise`;
}

/** Every difference of a measure in a sentence, or why there is none. */
export function measureSentences(comparison: Comparison, measure: ComparedMeasure): string[] {
  const sentences = measure.differences.map((difference) =>
    differenceSentence(comparison, measure, difference),
  );
  if (sentences.length > 0 || comparison.contenders.length < 2) return sentences;
  return ['There are too few cases to compare.'];
}
