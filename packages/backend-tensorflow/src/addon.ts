import { LongrangeError } from '@longrange/errors';

/** Tensor on TensorFlow's side, as its operations return it. */
export interface OutputMetadata {
  readonly id: number;
  readonly shape: number[];
  /** TensorFlow's number for a type, such as `TF_FLOAT`. */
  readonly dtype: number;
}

/** An attribute of an operation. */
export interface OpAttribute {
  readonly name: string;
  /** One of the numbers `TF_ATTR_…`. */
  readonly type: number;
  readonly value: string | number | boolean | readonly number[];
}

/** Exports of the tfjs-node 4.22.0 addon that are used here */
export interface Addon {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_INT64: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array;
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): OutputMetadata[];
  isUsingGpuDevice(): boolean;
  getNumOfTensors(): number;
}

/** Wraps an addon so that its errors say what to do if TensorFlow runs out of memory; their numbers are `TF_Code`. */
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
