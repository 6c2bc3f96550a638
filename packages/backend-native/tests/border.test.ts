import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { loadAddon } from '../src/load-addon.ts';
import { NativeEngine } from '../src/native-engine.ts';

describe('at its border', () => {
  const addon = loadAddon();
  const [set] = addon.instructionSets();

  it('refuses what it does not have or know', () => {
    expect(() => new addon.NativeEngine('sse9', 1)).toThrow('this processor has no sse9');
    const direct = new addon.NativeEngine(set!.name, 2);
    expect(() => direct.run(999, new Float64Array(30), 1, 1)).toThrow('there is no job 999');
    expect(() => direct.run(0, new Float64Array(1), 1, 1)).toThrow(/^adam takes 6 words, got 1$/);
    expect(() => (direct as unknown as { run(...args: unknown[]): void }).run('0', [], 1)).toThrow();
  });

  it('refuses a library whose jobs have other words', () => {
    const older = {
      ...addon,
      jobs: () => addon.jobs().map((job) => ({ ...job, words: job.words.slice(1) })),
    };
    expect(() => new NativeEngine(older, set!, 1)).toThrow(
      expect.objectContaining({ code: 'ENGINE_NATIVE_VERSION' }),
    );
  });

  it('runs in two workers at once, and ends with a process that exits while they compute', async () => {
    const source = `
      const { parentPort, workerData } = require('node:worker_threads');
      const addon = require(workerData.library);
      const engine = new addon.NativeEngine(workerData.set, 2);
      const jobs = addon.jobs();
      const kind = jobs.findIndex(({ name }) => name === 'add');
      const numbers = new Float32Array(1 << 16).fill(1);
      const at = addon.addressOf(new Uint8Array(numbers.buffer));
      const values = { size: numbers.length, a: at, b: at, to: at };
      const words = Float64Array.from(jobs[kind].words.map((word) => values[word]));
      for (let i = 0; i < 10; i++) engine.run(kind, words, 2, 2);
      parentPort.postMessage(numbers.every((value) => value === 1024));
      for (;;) engine.run(kind, words, 2, 2);`;
    const library = fileURLToPath(new URL('../native/longrange.node', import.meta.url));
    const workers = [1, 2].map(
      () => new Worker(source, { eval: true, workerData: { library, set: set!.name } }),
    );
    const answers = workers.map((worker) => new Promise((resolve) => worker.once('message', resolve)));
    expect(await Promise.all(answers)).toEqual([true, true]);
    // In the middle of a job.
    await Promise.all(workers.map((worker) => worker.terminate()));
  });
});
