import { LongrangeError, showControls } from '@longrange/errors';

/** Codes of the errors for a file that is not, or cannot become, a model. */
export type FormatErrorCode =
  /** The file is cut off, damaged, or of another format than its name says. */
  | 'FORMAT_DAMAGED'
  | 'FORMAT_NON_FINITE'
  /** HDF5's library broke in an earlier file, and reads and writes nothing more in this thread. */
  | 'FORMAT_READER_BROKEN'
  /** Weights are missing, or of another shape or type than the architecture says. */
  | 'FORMAT_SHAPE_MISMATCH'
  | 'FORMAT_TOO_LARGE'
  /** Sound, and not what a model of ours can hold. */
  | 'FORMAT_UNSUPPORTED'
  | 'FORMAT_VOCABULARY';

/** Longer messages of parsers and schemas, which repeat what is in a file, are cut. */
const LONGEST_MESSAGE = 1000;

/** The error for a file that cannot be used. The user named it, so the exit code is that of wrong input. */
export function formatError(
  code: FormatErrorCode,
  message: string,
  hint: string,
  cause?: unknown,
): LongrangeError {
  const cut = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
  return new LongrangeError({ code, message: showControls(cut), hint, cause, exitCode: 2 });
}

/** A file that is not what it should be. */
export function damaged(message: string, cause?: unknown): LongrangeError {
  return formatError('FORMAT_DAMAGED', message, 'copy it again from where it was saved.', cause);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
