import { rangesOf, type Scale, THIN_BELOW } from './buckets.ts';
import { DocumentSums } from './document-sums.ts';
import { clusteredRatio } from './ratio.ts';
import type { NamedPart } from './ratio-part.ts';
import type { Estimate, MeanBucket } from './shapes.ts';

/** A number observed in a document. */
export interface Valued {
  readonly document: string;
  readonly value: number;
}

/** The mean of all values, of which there is at least one; 95 % interval over documents. */
export function meanOverDocuments(values: readonly Valued[]): Estimate {
  const { estimate, low, high } = clusteredRatio(partsOfValues(values));
  return { value: estimate, low, high };
}

/** Values summed up and counted, document by document. */
export function partsOfValues(values: readonly Valued[]): NamedPart[] {
  const sums = new DocumentSums();
  for (const { document, value } of values) sums.add(document, value, 1);
  return sums.parts;
}

/** Means by ranges of `measure`; ranges without a value are left out. */
export function meanByRange<T extends Valued>(
  values: readonly T[],
  measure: (value: T) => number,
  scale: Scale,
): MeanBucket[] {
  return rangesOf(values, measure, scale).flatMap(({ from, to, members }) => {
    const n = members.length;
    if (n === 0) return [];
    return [{ from, to, n, thin: n < THIN_BELOW, ...meanOverDocuments(members) }];
  });
}
