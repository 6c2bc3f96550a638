// The entry that is bundled: TensorFlow.js's own specs, registered for our backend.
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { registerSimdBackend } from '../../src/index.ts';

await registerSimdBackend({ threads: process.env.LONGRANGE_ENGINES === 'all' ? 2 : 1 });
setTestEnvs([{ name: 'simd', backendName: 'simd', isDataSync: true }]);
await import('@tensorflow/tfjs-core/dist/tests');
