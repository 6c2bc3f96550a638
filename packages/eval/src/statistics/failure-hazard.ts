import { doublingScale, THIN_BELOW } from './buckets.ts';
import { clusterVariance, sumOf } from './cluster-variance.ts';
import { clusteredProportion } from './clusters.ts';
import type { DocumentParts } from './document-parts.ts';
import type { Fate } from './fate.ts';
import type { NamedPart } from './ratio-part.ts';
import type { HazardBucket } from './shapes.ts';
import { studentCritical } from './student-t.ts';
import { wilsonInterval } from './wilson.ts';

/** What one document has at a range of distances: failures (the numerator) and characters at risk (the denominator). */
interface RiskPart extends NamedPart {
  /** Openers that are still open where the range begins. */
  readonly openers: number;
}

/**
 * The farthest character from its opener at which it could be seen to fail. A cut lies before its character: of the text `(a` the one at
 * distance 1 was seen, and the cut is at distance 2.
 */
export function lastAtRisk({ time, cause }: Fate): number {
  return cause === 'open' ? time - 1 : time;
}

/**
 * The cause-specific hazard of failure by doubling distances: failures per character, among what is still open at that character. What is
 * closed correctly, or cut off, is at risk until then and counts no further, so that the hazard depends neither on how long openers stay
 * open nor on where texts are cut. Prentice et al. (1978), "The analysis of failure times in the presence of competing risks", Biometrics 34,
 * 541–554.
 *
 * Failures / characters is a ratio of sums over documents. Its interval is Wilson's at the effective sample size that follows from the variance
 * over documents (`clusterVariance`), which is not less than that of independent characters. Where nothing failed, it is that of the share of openers
 * that fail (`clusteredProportion`), divided by the characters that each is at risk for. Coverage: tests/intervals/open-brackets.test.ts.
 */
export function failureHazard(fates: readonly Fate[]): HazardBucket[] {
  return failurePartsByDistance(fates).map(({ from, to, parts }) => {
    const { numerator: failures, denominator: characters } = sumOf(parts);
    const openers = openersIn(parts);
    const counts = { from, to, failures, characters, openers, documents: parts.length };
    return { ...counts, estimate: failures / characters, ...intervalOf(parts), thin: openers < THIN_BELOW };
  });
}

function intervalOf(parts: readonly RiskPart[]): Pick<HazardBucket, 'low' | 'high'> {
  if (parts.length < 2) return { low: null, high: null };
  const { numerator: failures, denominator: characters } = sumOf(parts);
  if (failures === 0) {
    const none = clusteredProportion(parts.map(({ openers }) => ({ numerator: 0, denominator: openers })));
    return { low: 0, high: (none.high * openersIn(parts)) / characters };
  }
  if (failures === characters) return { low: clusteredProportion(parts).low, high: 1 };
  const hazard = failures / characters;
  const independent = (hazard * (1 - hazard)) / characters;
  const seen = clusterVariance(parts, ({ denominator }) => 1 / Math.sqrt(denominator));
  const degrees = seen.variance > independent ? seen.degrees : parts.length - 1;
  const size = (hazard * (1 - hazard)) / Math.max(seen.variance, independent);
  return wilsonInterval(hazard, size, studentCritical(degrees));
}

/**
 * The documents' parts of the share of characters at risk at which nothing failed, one minus the hazard, by doubling distances; without
 * ranges that fewer than 30 openers reach.
 */
export function survivedParts<Id extends string>(measure: Id, fates: readonly Fate[]): DocumentParts<Id>[] {
  return failurePartsByDistance(fates)
    .filter(({ parts }) => openersIn(parts) >= THIN_BELOW)
    .map(({ from, to, parts }) => ({
      ...{ measure, range: { from, to } },
      parts: parts.map(({ document, numerator, denominator }) => ({
        ...{ document, numerator: denominator - numerator, denominator },
      })),
    }));
}

function openersIn(parts: readonly RiskPart[]): number {
  return parts.reduce((sum, { openers }) => sum + openers, 0);
}

/** Of each doubling range of distances, what each document adds to failures and to characters at risk. */
function failurePartsByDistance(
  fates: readonly Fate[],
): { readonly from: number; readonly to: number; readonly parts: readonly RiskPart[] }[] {
  const ranges: Map<string, { document: string; numerator: number; denominator: number; openers: number }>[] =
    [];
  for (const fate of fates) {
    const { document, cause } = fate;
    const last = lastAtRisk(fate);
    for (let index = 1; doublingScale.lowerBound(index) <= last; index++) {
      const [from, to] = [doublingScale.lowerBound(index), doublingScale.lowerBound(index + 1)];
      ranges[index - 1] ??= new Map();
      const range = ranges[index - 1]!;
      const part = range.get(document) ?? { document, numerator: 0, denominator: 0, openers: 0 };
      part.openers++;
      part.denominator += Math.min(last + 1, to) - from;
      if (cause === 'broken' && last < to) part.numerator++;
      range.set(document, part);
    }
  }
  return ranges.map((range, index) => ({
    from: doublingScale.lowerBound(index + 1),
    to: doublingScale.lowerBound(index + 2),
    parts: [...range.values()],
  }));
}
