export type { Precision } from './choose-instruction-set.ts';
export { type NativeBackendInfo, type NativeBackendOptions, registerNativeBackend } from './register.ts';
