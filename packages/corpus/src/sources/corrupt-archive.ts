import { isSystemError, LongrangeError } from '@longrange/errors';
import { corpusError, unreadable } from '../corpus-error.ts';

/** The one error for an archive that cannot be read to its end; one that says what is wrong already stays. */
export function corruptArchive(file: string, kind: string, cause: unknown): Error {
  if (cause instanceof LongrangeError) return cause;
  if (isSystemError(cause)) return unreadable(file, cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return corpusError(
    'CORPUS_ARCHIVE_CORRUPT',
    `Expected a sound ${kind} archive, got ${file}: ${reason}.`,
    'fetch or make the archive again.',
    cause,
  );
}
