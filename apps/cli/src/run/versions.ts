import { version_core } from '@tensorflow/tfjs-core';
import { version } from '../../package.json';

export { version };

/** Versions that a result may depend on. */
export function versions(): Record<string, string> {
  return { longrange: version, node: process.versions.node, '@tensorflow/tfjs-core': version_core };
}
