export type { Precision } from './precision.ts';
export { type NativeBackendInfo, type NativeBackendOptions, registerNativeBackend } from './register.ts';
