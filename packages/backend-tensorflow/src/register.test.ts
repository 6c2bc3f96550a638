import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tfjsNodeFolder } from './find-library.ts';
import { gpuEnvironment } from './register.ts';

it('takes one GPU, memory as it is needed, and float32 without TF32', () => {
  expect(gpuEnvironment({})).toEqual({
    CUDA_VISIBLE_DEVICES: '0',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    NVIDIA_TF32_OVERRIDE: '0',
  });
});

it('leaves what is set in the environment, but for more than one GPU', () => {
  const given = {
    CUDA_VISIBLE_DEVICES: '1,0',
    TF_FORCE_GPU_ALLOW_GROWTH: 'false',
    NVIDIA_TF32_OVERRIDE: '1',
  };
  expect(gpuEnvironment(given)).toEqual({ ...given, CUDA_VISIBLE_DEVICES: '1' });
  // Hidden GPUs stay hidden.
  expect(gpuEnvironment({ CUDA_VISIBLE_DEVICES: '' })).toMatchObject({ CUDA_VISIBLE_DEVICES: '' });
});

it('says which package to install where it is missing: the version whose sources it compiles', () => {
  const { version } = JSON.parse(readFileSync(join(tfjsNodeFolder(), 'package.json'), 'utf8'));
  const hint = `npm install --ignore-scripts @tensorflow/tfjs-node@${version} where longrange is installed`;
  expect(() => tfjsNodeFolder(['no-such-package'])).toThrow(
    expect.objectContaining({ code: 'ENGINE_TENSORFLOW_PACKAGE', hint: expect.stringContaining(hint) }),
  );
});
