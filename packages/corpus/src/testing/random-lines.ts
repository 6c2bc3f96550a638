import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

/** Lines of 39 random letters and a line break: texts of two seeds have nothing in common. */
export function randomLines(seed: number, count: number): string {
  const random = xoroshiro128plus(seed + 1);
  const letter = (): string => ALPHABET[uniformInt(random, 0, 25)]!;
  return Array.from({ length: count }, () => `${Array.from({ length: 39 }, letter).join('')}\n`).join('');
}
