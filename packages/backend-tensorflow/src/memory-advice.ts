import { LongrangeError } from '@longrange/errors';
import type { Addon } from './addon.ts';

/** An addon that says what to do where TensorFlow has no memory left; the numbers of its errors are `TF_Code`. */
export function withMemoryAdvice(addon: Addon): Addon {
  const executeOp: Addon['executeOp'] = (...call) => {
    try {
      return addon.executeOp(...call);
    } catch (cause) {
      const { message } = cause as Error;
      const allocation = /OOM when allocating tensor with shape(\S+)/.exec(message);
      if (allocation === null && !message.startsWith('Invalid TF_Status: 8\n')) throw cause;
      const wanted = allocation === null ? call[0] : `a tensor of ${allocation[1]}`;
      throw new LongrangeError({
        code: 'ENGINE_OUT_OF_MEMORY',
        message: `Expected memory for ${wanted}, but TensorFlow has none left.`,
        hint: 'use a smaller micro-batch (microBatchSize), a shorter sequence or a smaller model; complete checkpoints are kept.',
        cause,
      });
    }
  };
  return Object.create(addon, { executeOp: { value: executeOp } }) as Addon;
}
