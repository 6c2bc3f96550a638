import { z } from 'zod';
import type { DifferencePart } from './paired-difference.ts';

/** No verdict rests on a single document: the most that one may make of the variance. */
const MOST = 0.25;

/** A document that makes more than a quarter of the variance of a paired difference, and its share of it. */
export const dominanceSchema = z.object({ document: z.string(), share: z.number().min(MOST).max(1) });

/** A document that makes more than a quarter of the variance of a paired difference, and its share of it. */
type Dominance = z.infer<typeof dominanceSchema>;

/**
 * The document that makes more than a quarter of the variance of Σ difference / Σ weight: of the squares of what each document departs from
 * that ratio. Null where none does. Such an interval says little of other documents: docs/decisions.md, 14.
 *
 * @param overDocuments the share of the variance that documents make, where there is another
 */
export function dominantDocument(
  parts: readonly (DifferencePart & { readonly document: string })[],
  overDocuments = 1,
): Dominance | null {
  let [all, weights, magnitude] = [0, 0, 0];
  for (const part of parts) {
    all += part.difference;
    weights += part.weight;
    magnitude += Math.abs(part.difference);
  }
  let [sum, largest, document] = [0, 0, ''];
  for (const part of parts) {
    const square = (part.difference - (part.weight * all) / weights) ** 2;
    sum += square;
    if (square > largest) [largest, document] = [square, part.document];
  }
  // What differs by rounding only does not differ.
  if (sum <= (1e-12 * magnitude) ** 2) return null;
  const share = (overDocuments * largest) / sum;
  return share > MOST ? { document, share: Math.min(1, share) } : null;
}
