import { LongrangeError } from '@longrange/errors';

/** The error for a checkpoint that is not as it was written, or never made sense. */
export function corrupt(folder: string, message: string, cause?: unknown): LongrangeError {
  return new LongrangeError({
    code: 'CHECKPOINT_CORRUPT',
    message: `${message} In ${folder}.`,
    hint: 'the checkpoint is damaged; use another checkpoint of the run.',
    cause,
  });
}
