import { isSystemError, LongrangeError } from '@longrange/errors';
import { corpusError, unreadable } from '../corpus-error.ts';
import { describeBytes, type Limits } from '../limits.ts';

/** Counts what an archive unpacks to, and rejects more than any archive of source code contains. */
export class ArchiveBudget {
  private readonly file: string;
  private readonly packedBytes: number;
  private readonly limits: Limits;
  private entries = 0;
  private bytes = 0;

  constructor(file: string, packedBytes: number, limits: Limits) {
    this.file = file;
    this.packedBytes = packedBytes;
    this.limits = limits;
  }

  /** @throws CORPUS_ARCHIVE_LIMIT */
  countEntries(count: number): void {
    this.entries += count;
    if (this.entries <= this.limits.archiveEntries) return;
    const entries = (value: number) => `${value.toLocaleString('en-US')} entries`;
    throw this.refuse(entries(this.limits.archiveEntries), `${entries(this.entries)} or more`);
  }

  /** Must be called before the bytes are used. @throws CORPUS_ARCHIVE_LIMIT */
  countBytes(count: number): void {
    this.bytes += count;
    const { archiveBytes, archiveRatio, archiveRatioFrom } = this.limits;
    if (this.bytes > archiveBytes) {
      throw this.refuse(describeBytes(archiveBytes), `${describeBytes(this.bytes)} or more`);
    }
    if (this.bytes <= archiveRatioFrom || this.bytes <= archiveRatio * this.packedBytes) return;
    throw this.refuse(
      `${archiveRatio} times its own size`,
      `${describeBytes(this.bytes)} or more from ${describeBytes(this.packedBytes)}`,
    );
  }

  private refuse(limit: string, got: string): Error {
    return corpusError(
      'CORPUS_ARCHIVE_LIMIT',
      `Expected at most ${limit} in the archive ${this.file}, got ${got}.`,
      'if you trust it, unpack it yourself and name the folder.',
    );
  }
}

/** Returns the error for an archive that cannot be read to its end; errors that already state the problem are kept. */
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
