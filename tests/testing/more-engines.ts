import { addEngine } from '@longrange/backend-simd/testing';

// A setup file (vitest.shared.ts): the engines whose libraries are on few machines.

if (process.env.LONGRANGE_NATIVE === '1')
  addEngine('native', async () => {
    const { registerNativeBackend } = await import('@longrange/backend-native');
    await registerNativeBackend({ precision: 'float32', threads: 2 });
  });

if (process.env.LONGRANGE_TENSORFLOW === '1')
  addEngine('tensorflow', async () => {
    const { registerTensorFlowBackend } = await import('@longrange/backend-tensorflow');
    await registerTensorFlowBackend({ device: 'cpu', threads: 2 });
  });
