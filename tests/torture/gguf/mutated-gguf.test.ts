import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LongrangeError, showControlsInLine } from '@longrange/errors';
import { openGguf } from '@longrange/llama';
import { randomStream } from '@longrange/model/internal';
import { afterAll, expect, it } from 'vitest';
import { tinyGguf } from '../../../packages/llama/tests/testing/tiny-gguf.ts';
import { mutateGguf } from '../testing/mutate-gguf.ts';

const SEED = Number(process.env.LONGRANGE_FUZZ_SEED ?? 1);
const COUNT = Number(process.env.LONGRANGE_FUZZ_COUNT ?? 20);
/** Where files are left that llama.cpp aborts of, or hangs, and others with a defect. */
const FINDINGS = process.env.LONGRANGE_FUZZ_FINDINGS;
/** A sound file is open after one or two. */
const PATIENCE_SECONDS = 10;
/** Each of the questions may take as long, and the machine may be busy. */
const MOST_SECONDS = 5 * PATIENCE_SECONDS;
/** Of a child, a fifth of it is Node and llama.cpp. */
const MOST_MIB = 600;

const folder = mkdtempSync(join(tmpdir(), 'longrange-mutants-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  readonly kind: 'sound' | 'refused' | 'aborted' | 'given up' | 'defect';
  readonly told: string;
}

async function read(file: string): Promise<Outcome> {
  try {
    const options = { contextSize: 64, sequences: 2, threads: 1, patienceSeconds: PATIENCE_SECONDS };
    const gguf = await openGguf(file, options);
    try {
      const { tokenize, open, tokenBytes } = gguf.asking;
      const tokens = (await tokenize('def x():\n')).slice(0, 10);
      const { logProbabilities } = await open(tokens);
      const sum = logProbabilities.reduce((all, log) => all + Math.exp(log), 0);
      const isSound = logProbabilities.length === tokenBytes.length && Math.abs(sum - 1) < 0.01;
      return { kind: isSound ? 'sound' : 'defect', told: `a sum of ${sum}` };
    } finally {
      await gguf.dispose();
    }
  } catch (error) {
    if (!(error instanceof LongrangeError)) return { kind: 'defect', told: `${(error as Error).stack}` };
    const { code, message, hint } = error;
    const isClear = /^GGUF_/.test(code) && message.length < 1000 && showControlsInLine(message) === message;
    if (!isClear)
      return { kind: 'defect', told: `an error that is not clear: ${code} ${message.slice(0, 1000)}` };
    const told = `${message.replaceAll(file, 'FILE')} Hint: ${hint}`;
    if (told.includes('was ended by') || told.includes('ended with')) return { kind: 'aborted', told };
    if (told.includes('no answer of')) return { kind: 'given up', told };
    return { kind: 'refused', told };
  }
}

/** The most memory that children of this process had so far, in MiB; 0 where it is not told. */
function peakOfChildren(): number {
  try {
    const pids = readdirSync('/proc/self/task').flatMap((thread) =>
      readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
    );
    const peaks = pids.map((pid) =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
    );
    return Math.max(0, ...peaks) / 1024;
  } catch {
    return 0;
  }
}

// reliability: gguf, gguf-writer
it('is a sound model, or is refused with one clear error, whatever llama.cpp makes of it', async () => {
  const sound = tinyGguf();
  const file = join(folder, 'mutant.gguf');
  writeFileSync(file, sound);
  expect(await read(file)).toMatchObject({ kind: 'sound' });
  const tally: Record<string, number> = {};
  const defects: string[] = [];
  const most = { seconds: 0, mib: 0 };
  for (let index = 0; index < COUNT; index++) {
    const { uniform } = randomStream(SEED, index);
    const mutant = mutateGguf(sound, (n) => Math.floor(uniform() * n));
    writeFileSync(file, mutant);
    const startMs = performance.now();
    const watch = setInterval(() => {
      most.mib = Math.max(most.mib, peakOfChildren());
    }, 20);
    const { kind, told } = await read(file);
    clearInterval(watch);
    const seconds = (performance.now() - startMs) / 1000;
    most.seconds = Math.max(most.seconds, seconds);
    tally[kind] = (tally[kind] ?? 0) + 1;
    console.log(`${index} ${seconds.toFixed(1)} s ${kind}: ${told}`);
    if (kind === 'defect' || seconds > MOST_SECONDS) defects.push(`${index}: ${told}`);
    if (FINDINGS !== undefined && kind !== 'sound' && kind !== 'refused') {
      mkdirSync(FINDINGS, { recursive: true });
      writeFileSync(join(FINDINGS, `${SEED}-${index}.gguf`), mutant);
    }
  }
  console.log(`${COUNT} mutants: ${JSON.stringify(tally)}; at most ${JSON.stringify(most)}`);
  expect(defects).toEqual([]);
  expect(most.mib).toBeLessThan(MOST_MIB);
});
