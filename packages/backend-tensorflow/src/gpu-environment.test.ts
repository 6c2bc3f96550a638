import { describe, expect, it } from 'vitest';
import { gpuEnvironment, parseGpus } from './gpu-environment.ts';

const output = `0, GPU-1b2c, NVIDIA A100-SXM4-40GB, 40338
1, GPU-9f00, NVIDIA GeForce RTX 4090, 812
`;
const list = async () => parseGpus(output);
const unasked = async (): Promise<never> => {
  throw new Error('nvidia-smi was asked');
};

describe('gpuEnvironment', () => {
  it('takes one GPU, memory as it is needed, and float32 without TF32', async () => {
    expect(await gpuEnvironment({}, {}, unasked)).toEqual({
      CUDA_VISIBLE_DEVICES: '0',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      NVIDIA_TF32_OVERRIDE: '0',
    });
  });

  it('leaves what is set in the environment, but for more than one GPU', async () => {
    const given = {
      CUDA_VISIBLE_DEVICES: '1,0',
      TF_FORCE_GPU_ALLOW_GROWTH: 'false',
      NVIDIA_TF32_OVERRIDE: '1',
    };
    expect(await gpuEnvironment({}, given, unasked)).toEqual({ ...given, CUDA_VISIBLE_DEVICES: '1' });
    // Hidden GPUs stay hidden.
    expect(await gpuEnvironment({}, { CUDA_VISIBLE_DEVICES: '' }, unasked)).toMatchObject({
      CUDA_VISIBLE_DEVICES: '',
    });
  });

  it('takes the GPU that was asked for, by its number in nvidia-smi; TF32 is what NVIDIA has unless told otherwise', async () => {
    const given = { CUDA_VISIBLE_DEVICES: '0', NVIDIA_TF32_OVERRIDE: '0' };
    expect(await gpuEnvironment({ index: 1, tf32: true }, given, list)).toEqual({
      CUDA_VISIBLE_DEVICES: '1',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      NVIDIA_TF32_OVERRIDE: undefined,
    });
  });

  it('limits memory by what TensorFlow is to leave', async () => {
    const limit = (memory: number, visible?: string) =>
      gpuEnvironment({ memory }, visible === undefined ? {} : { CUDA_VISIBLE_DEVICES: visible }, list);
    expect(await limit(4096)).toMatchObject({ TF_DEVICE_MIN_SYS_MEMORY_IN_MB: '36242' });
    expect(await limit(812, 'GPU-9f00')).toMatchObject({ TF_DEVICE_MIN_SYS_MEMORY_IN_MB: '0' });
    await expect(limit(1024, '1')).rejects.toMatchObject({
      code: 'ENGINE_GPU_OPTION',
      exitCode: 2,
      message: expect.stringContaining(
        'at most 812 MiB, the free memory of GPU 1 (NVIDIA GeForce RTX 4090), got 1024.',
      ),
    });
  });

  it('refuses a GPU that is not there', async () => {
    await expect(gpuEnvironment({ index: 2 }, {}, list)).rejects.toMatchObject({
      code: 'ENGINE_GPU_OPTION',
      message: expect.stringContaining('0 (NVIDIA A100-SXM4-40GB), 1 (NVIDIA GeForce RTX 4090); got 2.'),
    });
    await expect(gpuEnvironment({ index: 0 }, {}, async () => [])).rejects.toMatchObject({
      message: expect.stringContaining('lists: none; got 0.'),
      hint: expect.stringContaining('--engine simd'),
    });
    await expect(
      gpuEnvironment({ memory: 1000 }, { CUDA_VISIBLE_DEVICES: 'MIG-7' }, list),
    ).rejects.toMatchObject({ message: expect.stringContaining('`CUDA_VISIBLE_DEVICES`, MIG-7,') });
  });
});
