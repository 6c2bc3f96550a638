export type { Variant } from './features.ts';
export { registerSimdBackend, type SimdBackendInfo, type SimdBackendOptions } from './register.ts';
