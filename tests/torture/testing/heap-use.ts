import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { SimdBackend } from '@longrange/backend-simd/testing';
import { backend, memory } from '@tensorflow/tfjs-core';

// The collector, which Node hands out only where its flag is set before the context is made.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export interface HeapUse {
  readonly tensors: number;
  /** Bytes in use in the embedded engine's memory. */
  readonly engineBytes: number;
  /** Bytes on JavaScript's heap after a collection. */
  readonly scriptBytes: number;
  /** Open files, on Linux. */
  readonly descriptors: number;
}

function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}

export function heapUse(): HeapUse {
  collect();
  collect();
  return {
    tensors: memory().numTensors,
    engineBytes: (backend() as SimdBackend).engine.heap.usedBytes,
    scriptBytes: process.memoryUsage().heapUsed,
    descriptors: openDescriptors(),
  };
}
