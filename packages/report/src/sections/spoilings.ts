import type { Perturbation } from '@longrange/eval';

type Cost = Perturbation['byDistance'][number];

/** How the distant text is corrupted. */
export const spoilings: Readonly<Record<Perturbation['kind'], string>> = {
  shuffle: 'shuffled',
  reverse: 'reversed',
  replace: 'replaced',
};

/** The same as an action in a sentence. */
export const spoilingActions: Readonly<Record<Perturbation['kind'], string>> = {
  shuffle: 'shuffling',
  reverse: 'reversing',
  replace: 'replacing',
};

/** The farthest distance such that there and at all nearer ones a cost is shown: one far off alone may be chance. */
export function costReach({ byDistance }: Perturbation): { reach: Cost | null; isFarthest: boolean } {
  const sorted = [...byDistance].sort((a, b) => a.beyond - b.beyond);
  const end = sorted.findIndex(({ low }) => low === null || low <= 0);
  const reach = end === -1 ? sorted.at(-1) : sorted[end - 1];
  return { reach: reach ?? null, isFarthest: end === -1 };
}
