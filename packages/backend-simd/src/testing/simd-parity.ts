import { describeParity } from '@longrange/ops/testing';
import { engine } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { registerSimdBackend, type SimdBackend, type SimdBackendOptions } from '../register.ts';

const { LONGRANGE_ENGINES, LONGRANGE_WHOLE } = process.env;

/**
 * Parity tests for one configuration of this engine. A process has one engine, so each configuration has its own file. Those with a given
 * variant test only a part of the sizes by default.
 */
export function describeSimdParity(options: SimdBackendOptions): void {
  describeParity(`${options.variant ?? 'the fastest variant'}, ${options.threads ?? 'all'} thread(s)`, {
    backend: 'simd',
    isPart: options.variant !== undefined && LONGRANGE_ENGINES !== 'all' && LONGRANGE_WHOLE !== '1',
    register: async () => expect(await registerSimdBackend(options)).toMatchObject(options),
    jobsRun: () => (engine().backend as SimdBackend).engine.jobsRun,
  });
}
