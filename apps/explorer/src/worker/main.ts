import { registerSimdBackend } from '@longrange/backend-simd';
import { setBackend } from '@tensorflow/tfjs-core';
import { type Port, serve } from './serve.ts';
import { Session } from './session.ts';

// Messages wait until the engine has started.
await registerSimdBackend();
await setBackend('simd');
serve(globalThis as unknown as Port, new Session());
