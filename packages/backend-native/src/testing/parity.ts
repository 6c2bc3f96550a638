import { describeParity } from '@longrange/ops/testing';
import { engine } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { type NativeBackendOptions, registerNativeBackend } from '../register.ts';

/** Parity tests for one configuration of this engine. A process has one engine, so each configuration has its own file. */
export function describeNativeParity(options: NativeBackendOptions): void {
  describeParity(`${options.instructionSet ?? 'the fastest set'}, ${options.threads ?? 'all'} thread(s)`, {
    backend: 'native',
    register: async () => expect(await registerNativeBackend(options)).toMatchObject(options),
    jobsRun: () => (engine().backend as unknown as { engine: { jobsRun: number } }).engine.jobsRun,
  });
}
