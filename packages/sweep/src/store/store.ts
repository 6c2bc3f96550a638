import { LongrangeError } from '@longrange/errors';

/**
 * Files that several machines see. They are written once: none is ever changed, so nobody can spoil what another has written. Names are
 * paths that `isSafePath` takes. Whoever may write there may have put anything there, so what is read is bounded and never believed.
 *
 * Each method throws `PATH_REFUSED` for another name.
 */
export interface Store {
  /** As messages call it. */
  readonly name: string;
  /**
   * Reads a file, piece by piece.
   *
   * @param most bytes that it may have
   * @param use is called again where an answer broke off
   * @returns what `use` does; null where there is no such file
   * @throws LongrangeError `STORE_FAILED`, also for a larger file and for what is no regular one; what `use` throws
   */
  read<Result>(
    name: string,
    most: number,
    use: (pieces: AsyncIterable<Uint8Array>) => Promise<Result>,
  ): Promise<Result | null>;
  /**
   * Makes a file, whole or not at all. Of several that make the same one at the same time, one succeeds.
   *
   * @returns whether it did: false where the file is there
   * @throws LongrangeError `STORE_FAILED`
   */
  create(name: string, content: Uint8Array): Promise<boolean>;
  /** All names below a folder, sorted, without those that no store makes. @throws LongrangeError `STORE_FAILED`, also for more than a million */
  list(folder: string): Promise<string[]>;
  /** Removes what is there. @throws LongrangeError `STORE_FAILED` */
  remove(name: string): Promise<void>;
}

/** Names in a list. */
export const MOST_NAMES = 1_000_000;

/** Returns whether a file with this content exists. @throws LongrangeError `STORE_FAILED` */
export async function holds(store: Store, name: string, content: Uint8Array): Promise<boolean> {
  const isSame = await store.read(name, Number.MAX_SAFE_INTEGER, async (pieces) => {
    let at = 0;
    for await (const piece of pieces) {
      if (Buffer.compare(piece, content.subarray(at, at + piece.length)) !== 0) return false;
      at += piece.length;
    }
    return at === content.length;
  });
  return isSame ?? false;
}

export function tooLarge(place: string, most: number): LongrangeError {
  return new LongrangeError({
    code: 'STORE_FAILED',
    message: `Expected ${place} to have at most ${most} bytes, got more.`,
    hint: 'it is not as it was saved: remove it.',
  });
}

export function tooMany(place: string): LongrangeError {
  return new LongrangeError({
    code: 'STORE_FAILED',
    message: `Expected at most ${MOST_NAMES} names in ${place}, got more.`,
    hint: 'choose a place that nothing else is kept in.',
  });
}
