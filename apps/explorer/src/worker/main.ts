import { registerSimdBackend } from '@longrange/backend-simd';
import { type Port, serve } from './serve.ts';
import { Session } from './session.ts';

const started = registerSimdBackend();
serve(globalThis as unknown as Port, new Session(), started);
