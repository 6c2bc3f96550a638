import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeKeras } from '@longrange/formats';
import { writeSafetensors } from '@longrange/formats/safetensors';
import { CharacterModel } from '@longrange/model';
import { randomStream } from '@longrange/model/internal';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { amount, figure } from './testing/figures.ts';
import { type ModelFile, mutateFile } from './testing/mutate-files.ts';
import { useEngine } from './testing/toy-run.ts';

const SEED = Number(process.env.LONGRANGE_FUZZ_SEED ?? 1);
/** For each format; without it a number of files decides. */
const MINUTES = Number(process.env.LONGRANGE_FUZZ_MINUTES ?? 0);
const MUTANTS = amount(1000, 20_000);
/** Some damage sends HDF5's library round for ever, which takes seconds to see. */
const H5_MUTANTS = amount(100, 1000);
/** Where files are left that show a defect. */
const FINDINGS = process.env.LONGRANGE_FUZZ_FINDINGS;
/** Of the whole process; a third of it is Node and HDF5's library. */
const MOST_BYTES = 400 * 2 ** 20;

const program = fileURLToPath(new URL('./testing/read-model-files.mjs', import.meta.url));

/** Outcome of reading a file. */
interface Reading {
  /** Code of the error that refused it; `none` for a sound model; undefined for a defect. */
  readonly code?: string;
  /** Defect: another error, a crash, something printed. */
  readonly defect?: string;
  /** It took so much processor time that the process ended itself. */
  readonly hung?: true;
  /** The most memory of the process until then. */
  readonly peakBytes: number;
}

/** Reads model files in a process of its own with a small heap; when a file crashes it or keeps it busy for ever, it is started again. */
class ModelReader {
  #child: ChildProcess | undefined;
  #printed = '';
  /** Number of files that broke HDF5's library, so that the next one needed another process. */
  breaks = 0;

  async read(file: ModelFile): Promise<Reading> {
    this.#child ??= this.#start();
    const child = this.#child;
    const reading = await new Promise<Reading>((resolve) => {
      const end = (reading: Omit<Reading, 'peakBytes'>): void => {
        this.stop();
        resolve({ peakBytes: 0, ...reading });
      };
      child.once('exit', (code, signal) =>
        end(
          signal === 'SIGTERM'
            ? { hung: true }
            : { defect: `the process ended with ${code ?? signal}: ${this.#printed.slice(-1000)}` },
        ),
      );
      child.once('message', resolve as (reading: unknown) => void);
      child.send(file);
    });
    child.removeAllListeners('exit');
    if (reading.code === 'FORMAT_READER_BROKEN') {
      this.stop();
      this.breaks += 1;
      return this.read(file);
    }
    // What the library says when it gives up; the command line, which reads in a thread, keeps it to itself.
    const printed = this.#printed.replaceAll('Aborted()\n', '');
    this.#printed = '';
    return printed === '' ? reading : { ...reading, defect: `it printed ${printed.slice(0, 500)}` };
  }

  stop(): void {
    this.#child?.removeAllListeners();
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const { NODE_OPTIONS, VITEST, ...env } = process.env;
    const child = fork(program, {
      env,
      execArgv: ['--max-old-space-size=128'],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#printed += text;
      });
    }
    return child;
  }
}

const fixtures = ['gru-functional.keras', 'lstm-mixed-float16.keras', 'gru-keras-2.h5', 'rnn.h5'];
const files: ModelFile[] = [];
const reader = new ModelReader();

beforeAll(async () => {
  await useEngine();
  const folder = fileURLToPath(new URL('../../packages/formats/src/__fixtures__/', import.meta.url));
  files.push(...fixtures.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) })));
  for (const network of ['lstm', 'gru', 'rnn'] as const) {
    const model = CharacterModel.initialize(
      { network, units: 4, embeddingSize: 3, vocabulary: [...'abc\n"'] },
      { seed: 1 },
    );
    const weights = { config: model.config, values: await model.values() };
    files.push({ name: `${network}.keras`, bytes: await writeKeras(weights) });
    files.push({ name: `${network}.safetensors`, bytes: writeSafetensors(weights) });
    model.dispose();
  }
  files.push(...files.map(({ bytes }, index) => ({ name: `${index}.onnx`, bytes })));
});
afterAll(() => reader.stop());

// reliability: model-files, model-file-writer
it.each(['keras', 'h5', 'safetensors', 'onnx'])(
  'a damaged .%s is refused in words, or is a sound model',
  async (format) => {
    const own = files.filter(({ name }) => name.endsWith(`.${format}`));
    for (const file of own)
      expect(await reader.read(file)).toMatchObject({
        code: format === 'onnx' ? 'FORMAT_UNSUPPORTED' : 'none',
      });
    const defects = new Map<string, string>();
    const tally = { mutants: 0, sound: 0, refused: 0, hung: 0, peakBytes: 0 };
    const breaksBefore = reader.breaks;
    const most = format === 'h5' ? H5_MUTANTS : MUTANTS;
    const endMs = performance.now() + 60_000 * MINUTES;
    const isDone = (): boolean => (MINUTES > 0 ? performance.now() >= endMs : tally.mutants >= most);
    for (let index = 0; !isDone(); index++) {
      const { uniform } = randomStream(SEED, index);
      const mutant = mutateFile(own, (n) => Math.floor(uniform() * n));
      const { code, hung, peakBytes, ...reading } = await reader.read(mutant);
      if (peakBytes > MOST_BYTES) reader.stop();
      const defect =
        reading.defect ??
        (peakBytes > MOST_BYTES ? `${Math.round(peakBytes / 2 ** 20)} MiB of memory` : undefined);
      if (defect !== undefined || hung) keep(mutant, index, defect ?? 'hung');
      if (defect !== undefined) defects.set(`${index}`, defect);
      tally.mutants += 1;
      if (code === 'none') tally.sound += 1;
      else if (code !== undefined) tally.refused += 1;
      if (hung) tally.hung += 1;
      tally.peakBytes = Math.max(tally.peakBytes, peakBytes);
    }
    const { mutants, sound, refused, hung, peakBytes } = tally;
    const broke = reader.breaks - breaksBefore;
    figure(
      `damaged .${format} files`,
      `${mutants}: ${refused} refused, ${sound} sound; in ${broke} HDF5's library broke, in ${hung} it went round for ever; ${Math.round(peakBytes / 2 ** 20)} MiB at most`,
    );
    expect([...defects].slice(0, 20)).toEqual([]);
    // The command line gives such a file up: only HDF5's library does so.
    if (format !== 'keras' && format !== 'h5') expect({ hung, broke }).toEqual({ hung: 0, broke: 0 });
    expect(refused).toBeGreaterThan(mutants / 2);
  },
);

/** Leaves a file that shows a defect where LONGRANGE_FUZZ_FINDINGS says. */
function keep({ name, bytes }: ModelFile, index: number, kind: string): void {
  if (FINDINGS === undefined) return;
  mkdirSync(FINDINGS, { recursive: true });
  writeFileSync(join(FINDINGS, `${SEED}-${index}-${name}`), bytes);
  writeFileSync(join(FINDINGS, `${SEED}-${index}-${name}.txt`), kind);
}
