import type { RatioPart } from './ratio-part.ts';

/**
 * The documents as if all were equally long, so that each counts once in their mean however long it is: a macro average where the parts themselves make
 * a micro average. Both denominators have the same sum.
 *
 * @param parts each with a denominator above 0
 */
export function eachOnce<T extends RatioPart>(parts: readonly T[]): T[] {
  const length = parts.reduce((sum, { denominator }) => sum + denominator, 0) / parts.length;
  return parts.map((part) => ({
    ...part,
    numerator: (length * part.numerator) / part.denominator,
    denominator: length,
  }));
}
