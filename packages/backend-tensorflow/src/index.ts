export type { TensorFlowDevice } from './find-library.ts';
export {
  type InstalledTensorFlow,
  type InstallOptions,
  installTensorFlow,
} from './install/install-library.ts';
export {
  registerTensorFlowBackend,
  type TensorFlowBackendInfo,
  type TensorFlowBackendOptions,
  type TensorFlowPrecision,
} from './register.ts';
