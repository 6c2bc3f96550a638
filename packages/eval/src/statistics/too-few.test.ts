import { expect, it } from 'vitest';
import { tooFew } from './too-few.ts';

const of = (half: number, overDocuments: number, degrees = 4) => ({
  low: 1 - half,
  high: 1 + half,
  overDocuments,
  degrees,
});
const sizes = { documents: 100, seeds: [3, 3] };

it('asks for nothing more where an interval is narrow enough', () => {
  expect(tooFew(of(0.4, 0.5), sizes, 0.4)).toBeUndefined();
});

it('asks for documents as the square of the width, and for as many seeds as make Student’s t small enough', () => {
  // Documents alone: twice as wide takes four times as many.
  expect(tooFew(of(0.8, 1), { documents: 100, seeds: [1, 1] }, 0.4)).toEqual({ documents: 400 });
  // Student’s t with four degrees of freedom is 2.776, with six 2.447: 0.5 · 0.881 · √(3/4) = 0.382.
  expect(tooFew(of(0.5, 0), sizes, 0.4)).toEqual({ seeds: 4 });
  // With eight, 2.306: 0.5 · 0.831 · √(3/5) = 0.322.
  expect(tooFew(of(0.5, 0), sizes, 0.35)).toEqual({ seeds: 5 });
  // Where one side has no other seeds, 4.303 with two degrees of freedom, 3.182 with three: 0.5 · 0.740 · √(3/4) = 0.320.
  expect(tooFew(of(0.5, 0, 2), { documents: 100, seeds: [3, 1] }, 0.33)).toEqual({ seeds: 4 });
});

it('divides the width between documents and seeds if both are too few, and else gives one what the other leaves', () => {
  // Squares: 0.5 each, of 0.16 half each.
  expect(tooFew(of(1, 0.5), sizes, 0.4)).toMatchObject({ documents: Math.ceil((100 * 0.5) / 0.08) });
  // Of 0.25 documents make up 0.225, seeds 0.025, which leave 0.135.
  expect(tooFew(of(0.5, 0.9), sizes, 0.4)).toEqual({ documents: Math.ceil((100 * 0.225) / 0.135) });
});
