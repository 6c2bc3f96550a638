import { LongrangeError } from '@longrange/errors';

/** Codes of the errors for a saved model that cannot be used. */
export type CheckpointErrorCode =
  | 'CHECKPOINT_CONFIG'
  | 'CHECKPOINT_INVALID_JSON'
  | 'CHECKPOINT_MISSING_FILE'
  | 'CHECKPOINT_NEWER_VERSION'
  | 'CHECKPOINT_NON_FINITE'
  | 'CHECKPOINT_OLDER_VERSION'
  | 'CHECKPOINT_SHAPE_MISMATCH'
  | 'CHECKPOINT_UNREADABLE'
  | 'CHECKPOINT_WEIGHTS_OVERSIZED'
  | 'CHECKPOINT_WEIGHTS_TRUNCATED'
  | 'CHECKPOINT_WRONG_FORMAT';

/** The error for a model folder that cannot be used. The user named it, so the exit code is that of wrong input. */
export function checkpointError(
  code: CheckpointErrorCode,
  message: string,
  hint: string,
  cause?: unknown,
): LongrangeError {
  return new LongrangeError({ code, message, hint, cause, exitCode: 2 });
}
