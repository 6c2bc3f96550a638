import type { GpuOptions } from '@longrange/backend-tensorflow';
import { demandBackend } from './demand-backend.ts';
import type { EngineChoice, EngineName, Precision } from './engine-name.ts';

/** Engines that are TensorFlow's own library, and which of its two. */
export const tensorFlowDevices = { 'node-gpu': 'gpu', node: 'cpu' } as const satisfies Partial<
  Record<EngineName, string>
>;
export type TensorFlowEngineName = keyof typeof tensorFlowDevices;

/** How it computes. */
export interface TensorFlowOptions {
  readonly threads?: number | undefined;
  readonly precision?: Precision | undefined;
  readonly gpu?: GpuOptions | undefined;
}

/**
 * Makes TensorFlow's own library the backend.
 *
 * @throws LongrangeError `ENGINE_TENSORFLOW_…` where it is not here or does not work, `ENGINE_GPU_OPTION` for a GPU that is not here
 */
export async function chooseTensorFlow(
  engine: TensorFlowEngineName,
  { threads, precision = 'float32', gpu }: TensorFlowOptions = {},
): Promise<EngineChoice> {
  const { registerTensorFlowBackend } = await import('@longrange/backend-tensorflow');
  const device = tensorFlowDevices[engine];
  const info = await registerTensorFlowBackend({
    device,
    precision,
    ...(threads !== undefined && { threads }),
    ...(gpu !== undefined && { gpu }),
  });
  await demandBackend('tensorflow');
  return {
    engine,
    backend: 'tensorflow',
    threads: info.threads,
    variant: null,
    precision,
    reason: info.reason,
    passedOver: [],
  };
}
