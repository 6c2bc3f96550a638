export {
  type NativeBackendInfo,
  type NativeBackendOptions,
  type Precision,
  registerNativeBackend,
} from './register.ts';
