import { LongrangeError } from '@longrange/errors';
import { unzipSync } from 'fflate';
import { damaged, formatError } from '../format-error.ts';

/** Keras writes three, and a file of each asset. */
const MOST_MEMBERS = 1_000;
/** Weights hardly pack, JSON packs ten times. */
const LARGEST_RATIO = 100;

export interface MemberLimit {
  /** Bytes that the member may have, unpacked. */
  readonly most: number;
}

/**
 * Unpacks members of a zip archive by their whole names; nothing is written anywhere, so a name cannot lead astray. What a member claims to be
 * is held against its limit before memory is taken.
 *
 * @throws LongrangeError FORMAT_DAMAGED, FORMAT_TOO_LARGE
 */
export function zipMembers<Name extends string>(
  archive: Uint8Array,
  wanted: Readonly<Record<Name, MemberLimit>>,
  path: string,
): Record<Name, Uint8Array> {
  let members = 0;
  const found = new Set<string>();
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(archive, {
      filter({ name, size, originalSize }) {
        if (++members > MOST_MEMBERS) {
          throw damaged(
            `Expected a Keras file in ${path}, got an archive of more than ${MOST_MEMBERS} members.`,
          );
        }
        if (!Object.hasOwn(wanted, name)) return false;
        if (found.has(name)) throw damaged(`Expected ${name} once in ${path}, got it twice.`);
        found.add(name);
        const { most } = wanted[name as Name];
        if (originalSize > most || originalSize > LARGEST_RATIO * size + 1024) {
          throw formatError(
            'FORMAT_TOO_LARGE',
            `Expected ${name} in ${path} to unpack to at most ${Math.min(most, LARGEST_RATIO * size + 1024)} bytes, got ${originalSize}.`,
            'more than the model needs: the file is damaged, or made to fill the memory.',
          );
        }
        return true;
      },
    });
  } catch (error) {
    if (error instanceof LongrangeError) throw error;
    throw damaged(`Expected a zip archive in ${path}, got: ${(error as Error).message}.`, error);
  }
  for (const name of Object.keys(wanted)) {
    if (files[name] === undefined)
      throw damaged(`Expected a Keras 3 file in ${path}, got an archive without ${name}.`);
  }
  return files as Record<Name, Uint8Array>;
}
