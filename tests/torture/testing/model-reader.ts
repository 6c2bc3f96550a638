import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ModelFile } from './mutate-files.ts';

const program = fileURLToPath(new URL('./read-model-files.mjs', import.meta.url));

/** Outcome of reading a file. */
export interface Reading {
  /** Code of the error that refused it; `none` for a sound model; undefined for a defect. */
  readonly code?: string;
  readonly message?: string;
  /** Defect: another error, a crash, something printed. */
  readonly defect?: string;
  /** It took so much processor time that the process ended itself. */
  readonly hung?: true;
  /** Processor time. */
  readonly seconds: number;
  /** The most memory of the process until then. */
  readonly peakBytes: number;
}

/** Reads model files in a process of its own with a small heap; when a file crashes it or keeps it busy for ever, it is started again. */
export class ModelReader {
  #child: ChildProcess | undefined;
  #printed = '';
  /** Number of files that broke HDF5's library, so that the next one needed another process. */
  breaks = 0;

  async read(file: ModelFile): Promise<Reading> {
    this.#child ??= this.#start();
    const child = this.#child;
    const reading = await new Promise<Reading>((resolve) => {
      const end = (reading: Omit<Reading, 'seconds' | 'peakBytes'>): void => {
        this.stop();
        resolve({ seconds: 0, peakBytes: 0, ...reading });
      };
      child.once('exit', (code, signal) =>
        end(
          signal === 'SIGTERM'
            ? { hung: true }
            : { defect: `the process ended with ${code ?? signal}: ${this.#printed.slice(-1000)}` },
        ),
      );
      child.once('message', (reading: Reading) => {
        resolve(reading);
      });
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
