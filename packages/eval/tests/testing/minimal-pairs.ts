import type { MinimalPair } from '@longrange/code';
import { expect } from 'vitest';

/** Returns a document with a member of a minimal pair in the place of the first one, and the rest as it is. */
export function inPlace(text: string, { members }: MinimalPair, index: number): string {
  const [original] = members;
  const at = text.indexOf(original.text);
  expect(at).toBeGreaterThanOrEqual(0);
  return text.slice(0, at) + members[index]!.text + text.slice(at + original.text.length);
}

/** Expects that the members differ in their openers, of this length, and in their closers alone. */
export function expectMinimal({ members: [one, other] }: MinimalPair, length: number): void {
  expect(other.text.slice(0, one.start)).toBe(one.text.slice(0, one.start));
  expect(other.text.slice(one.start + length, one.at)).toBe(one.text.slice(one.start + length, one.at));
  expect([one.text.slice(one.at), other.text.slice(one.at)]).toEqual([one.closer, other.closer]);
  expect(other.text.slice(0, one.start + length)).not.toBe(one.text.slice(0, one.start + length));
}
