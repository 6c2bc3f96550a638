import type { GpuOptions } from '@longrange/backend-tensorflow';
import { LongrangeError } from '@longrange/errors';
import type { EngineOptions } from './engine-name.ts';

/** What was said about how a GPU is to be used; undefined where nothing was. */
export function gpuOptionsOf({ device, gpuMemory, tf32 }: EngineOptions): GpuOptions | undefined {
  const options = {
    ...(device !== undefined && { index: device }),
    ...(gpuMemory !== undefined && { memory: gpuMemory }),
    ...(tf32 === true && { tf32 }),
  };
  return Object.keys(options).length === 0 ? undefined : options;
}

/** @throws LongrangeError `ENGINE_GPU_OPTION` (exit code 2) */
export function refuseGpuOptions({ engine, device, gpuMemory, tf32 }: EngineOptions): never {
  const flags = [
    ...(device === undefined ? [] : ['--device']),
    ...(gpuMemory === undefined ? [] : ['--gpu-memory']),
    ...(tf32 === true ? ['--tf32'] : []),
  ];
  throw new LongrangeError({
    code: 'ENGINE_GPU_OPTION',
    message: `Expected ${flags.join(', ')} together with the engine node-gpu, got ${engine}, which computes on the processor.`,
    hint: 'leave them out, or use --engine node-gpu.',
    exitCode: 2,
  });
}
