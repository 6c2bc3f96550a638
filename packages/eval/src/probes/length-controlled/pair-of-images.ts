import type { LengthControlledItem, MinimalPair, MirrorImages, PairMember } from '@longrange/code';

/** Pairs the items, in which mirror images follow each other. */
export function imagesOf(items: readonly LengthControlledItem[]): MirrorImages[] {
  return items.flatMap((item, index) => (index % 2 === 0 ? [[item, items[index + 1]!] as const] : []));
}

/** Two mirror images, with their further code in this place, as a minimal pair. */
export function pairOfImages(images: MirrorImages, place: keyof LengthControlledItem): MinimalPair {
  const member = (image: LengthControlledItem): PairMember => {
    const { text, start, at, alternatives } = image[place];
    return { text, start, at, closer: alternatives[0] };
  };
  const [one, other] = images;
  const { kind, document } = one.between;
  const distance = Math.max(one[place].distance, other[place].distance);
  return { kind, document, distance, members: [member(one), member(other)] };
}
