import type { Perturbation } from '@longrange/eval';

/** How the far text is spoilt: as a title and as the subject of a sentence. */
export const spoilings: Readonly<Record<Perturbation['kind'], { title: string; doing: string }>> = {
  shuffle: { title: 'shuffled', doing: 'shuffling' },
  reverse: { title: 'reversed', doing: 'reversing' },
  replace: { title: 'replaced', doing: 'replacing' },
};
