import { registerSimdBackend } from '@longrange/backend-simd';
import { setBackend } from '@tensorflow/tfjs-core';
import { type Port, serve } from './serve.ts';
import { Session } from './session.ts';

const started = registerSimdBackend().then(() => setBackend('simd'));
serve(globalThis as unknown as Port, new Session(), started);
