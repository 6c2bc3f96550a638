import { checkArgument } from '@longrange/errors';
import type { TokenIds } from './time-major.ts';

/** @throws LongrangeError ARGUMENT_INVALID for what is no list, or holds other than typed arrays of whole numbers */
export function checkSequences(name: string, sequences: readonly TokenIds[]): void {
  const areSequences = Array.isArray(sequences) && sequences.every(isTokens);
  const expected = 'a list of character ids, an Int32Array, Uint16Array or Uint8Array each';
  checkArgument(areSequences, name, expected, sequences);
}

export function isTokens(ids: unknown): ids is TokenIds {
  return ids instanceof Int32Array || ids instanceof Uint16Array || ids instanceof Uint8Array;
}

/** Of ascending places in a text, from 0 to its length. */
export function areAscending(places: readonly number[], length: number): boolean {
  return places.every(
    (place, index) =>
      Number.isInteger(place) && place >= (index === 0 ? 0 : places[index - 1]!) && place <= length,
  );
}
