import { formatBucket, formatCount, joinWords } from '@longrange/document/internal';
import { sentences } from '../words/sentences.ts';
import type { FartherAsked } from './farther-schema.ts';

type Items = FartherAsked['items'][number];
type Bucket = Items['buckets'][number];

/** How far back was asked, and where there was nothing to ask about; empty where the usual distances alone were. */
export function fartherSentence(
  farther: FartherAsked | undefined,
  sets: readonly Items['set'][],
  { asked, nameOf }: { asked: (furthest: number) => string; nameOf: (items: Items) => string },
): string {
  const own = farther?.items.filter(({ set }) => sets.includes(set)) ?? [];
  if (farther === undefined || own.length === 0) return '';
  const empty = own.flatMap((items) => {
    const where = emptyRuns(items.buckets).map(items.set === 'prompted' ? openWords : formatBucket);
    return where.length === 0 ? [] : [`${nameOf(items)} (${joinWords(where)})`];
  });
  return sentences(
    asked(farther.furthest),
    empty.length === 0 ? '' : `So far back there was nothing to ask about of ${joinWords(empty)}.`,
  );
}

/** Prompts are open for exactly so many characters: `1,024`, `8,192 to 16,384`. */
function openWords({ from, to }: { readonly from: number; readonly to: number }): string {
  return to === 2 * from ? formatCount(from) : `${formatCount(from)} to ${formatCount(to / 2)}`;
}

/** Buckets without anything, those that follow each other as one. */
function emptyRuns(buckets: readonly Bucket[]): { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const { from, to, n } of buckets) {
    if (n > 0) continue;
    const last = runs.at(-1);
    if (last?.to === from) last.to = to;
    else runs.push({ from, to });
  }
  return runs;
}
