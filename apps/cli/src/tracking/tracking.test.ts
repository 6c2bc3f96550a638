import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../tests/testing/tiny.ts';
import { frame, writeEventFile } from './tensorboard.ts';
import { runExportMetrics, withTensorBoard } from './track.ts';

const quality = { lossNats: 2, bitsPerCharacter: 0.1, accuracy: 0.25, charactersSeen: 10 };

/** Writes the files of a run with validations at steps from 1. */
async function writeRun(folder: string, steps: number, accuracy = 0.25): Promise<void> {
  const config = { formatVersion: 2, sessions: [{ startedAt: '1970-01-01T00:00:01.500Z' }] };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  const lines = Array.from({ length: steps }, (_, index) =>
    JSON.stringify({ type: 'validation', step: index + 1, ...quality, accuracy, characters: 100 }),
  );
  await writeFile(join(folder, 'metrics.jsonl'), lines.map((line) => `${line}\n`).join(''));
}

const nameOf = (number: number) => `events.out.tfevents.000000000${number}.longrange`;

/** Reads the steps, below 128, of the events in a file; those of the start are 0. */
async function stepsIn(path: string): Promise<number[]> {
  const bytes = await readFile(path);
  const steps: number[] = [];
  for (let at = 0; at < bytes.length; at += 16 + bytes.readUInt32LE(at)) {
    // After the length and its checksum: the field of the time with its 8 bytes, then that of the step, if any.
    steps.push(bytes[at + 21] === 0x10 ? bytes[at + 22]! : 0);
  }
  return steps;
}

it('writes records as TensorFlow does', async () => {
  // The published CRC-32C of the nine digits, 0xe3069283, rotated right by 15 is 0x2507c60d; plus 0xa282ead8 it is 0xc78ab0e5.
  expect(frame(Buffer.from('123456789')).subarray(-4).toString('hex')).toBe('e5b08ac7');
  const folder = await temporaryFolder();
  await writeRun(folder, 0);
  const line = { type: 'step', step: 300, ...quality, learningRate: 1, gradientNorm: 1, elapsedSeconds: 0.5 };
  await writeFile(join(folder, 'metrics.jsonl'), `${JSON.stringify(line)}\n`);
  await writeEventFile(folder);
  const written = (await readFile(join(folder, nameOf(1)))).toString('hex');
  // 1.5 s and 0.5 s of training; step 300; a summary of five values in 31 + 2 × 23 + 2 × 27 = 131 bytes, the first of 29: a tag of 22, and 0.1 as float32.
  const event = '090000000000000040 10ac02 2a8301 0a1d 0a16'.replaceAll(' ', '');
  expect(written).toContain(`${event}${Buffer.from('train/bitsPerCharacter').toString('hex')}15cdcccc3d`);
});

it('keeps one event file, which grows, and replaces it when the run goes back', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'others'), '');
  const expectFile = async (number: number, steps: readonly number[], last?: number) => {
    await writeEventFile(folder, last);
    const events = (await readdir(folder)).filter((name) => !/^(?:config|metrics)/.test(name));
    expect(events).toEqual([nameOf(number), 'others']);
    expect(await stepsIn(join(folder, nameOf(number)))).toEqual([0, 0, ...steps]);
  };
  await writeRun(folder, 1);
  await expectFile(1, [1]);
  await writeRun(folder, 4);
  for (const _ of [1, 2]) await expectFile(1, [1, 2, 3, 4]);
  // Another process may have written more of the same run already.
  await expectFile(1, [1, 2, 3, 4], 2);
  // One that was cut while it grew.
  await truncate(join(folder, nameOf(1)), 200);
  await expectFile(1, [1, 2, 3, 4]);
  await writeRun(folder, 2, 0.75);
  await expectFile(2, [1, 2]);
});

it('writes what checkpoints hold, and reports once that it cannot', async () => {
  const folder = await temporaryFolder();
  await writeRun(folder, 3);
  const printed: string[] = [];
  const print = (...words: string[]) => void printed.push(words.join(' '));
  const reporter = { fact: print, line: print };
  const outcome = { kind: 'completed' } as never;
  const run = join(folder, 'missing');
  const trainTo = (...steps: number[]) =>
    withTensorBoard({ log: 'tensorboard', runs: folder }, run, reporter, async (track) => {
      for (const step of steps) track({ type: step === 0 ? 'start' : 'checkpoint', step } as never);
      return outcome;
    });
  expect(await trainTo(0, 1, 2)).toBe(outcome);
  expect(printed).toEqual([
    `tensorboard ${run}`,
    expect.stringMatching(
      /^tensorboard: Cannot read .* Training continues; write what is missing with: .*export-metrics missing --runs /,
    ),
  ]);
  await writeRun(run, 3);
  await trainTo(0, 1, 2);
  expect(await stepsIn(join(run, nameOf(1)))).toEqual([0, 0, 1, 2]);
});

it('writes files of all runs of a sweep', async () => {
  const folder = await temporaryFolder();
  for (const [index, trial] of ['a', 'b'].entries()) await writeRun(join(folder, 'sweep', trial), index + 1);
  await mkdir(join(folder, 'sweep', 'logs'));
  await writeFile(join(folder, 'sweep', 'journal.jsonl'), '');
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await runExportMetrics({ run: 'sweep', runs: folder, debug: false });
  write.mockRestore();
  expect(await stepsIn(join(folder, 'sweep', 'a', nameOf(1)))).toEqual([0, 0, 1]);
  expect(await stepsIn(join(folder, 'sweep', 'b', nameOf(1)))).toEqual([0, 0, 1, 2]);
});
