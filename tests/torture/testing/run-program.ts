import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const mainScript = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url));
const faultyDisk = new URL('./faulty-disk.mjs', import.meta.url).href;
/** Leaves the program's peak memory, in KiB, at its end. */
const peakMemory = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  const write = () => writeFileSync(process.env.LONGRANGE_PEAK, String(process.resourceUsage().maxRSS));
  if (isMainThread) process.on('exit', write);`)}`;

/** A fault in the calls that change something below `root`, numbered from 1. */
export interface Fault {
  /** An absolute path. */
  readonly root: string;
  /**
   * - `count`: nothing; `log` gets one line for each call, its name and its path
   * - `copy`: nothing; `copies` gets a copy of `root` after each call, and in the middle of each write and removal, half of its data written, or
   *   one file of a folder removed: what SIGKILL would leave there
   * - `fail`: call `at` fails with `code`, half of its data written
   * - `full`: from call `at` on every call that needs room fails with `code`
   */
  readonly kind: 'count' | 'copy' | 'fail' | 'full';
  readonly at?: number;
  readonly code?: 'ENOSPC' | 'EIO';
  readonly log?: string;
  readonly copies?: string;
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly fault?: Fault;
  /** Milliseconds until SIGKILL. */
  readonly killAfterMs?: number;
  readonly measurePeak?: boolean;
  /** Limit of V8's heap, in MiB. */
  readonly heapMebibytes?: number;
}

export interface ProgramResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory it had, where that was to be measured; else 0. */
  readonly peakBytes: number;
}

/** Longer than any of these commands takes on a busy machine: what is still running then hangs. */
const HANG_MS = 300_000;

/** Runs the built command line to its end; one that hangs is killed and said to. */
export async function runProgram(words: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  return startProgram(words, options).result;
}

/** `runProgram` with access to the process. */
export function startProgram(
  words: readonly string[],
  { cwd, fault, killAfterMs, measurePeak = false, heapMebibytes }: ProgramOptions,
): { readonly child: ChildProcess; readonly result: Promise<ProgramResult> } {
  const { NODE_OPTIONS, VITEST, NODE_ENV, ...inherited } = process.env;
  const peakFile = join(cwd, '.peak');
  const env = {
    ...inherited,
    ...(fault !== undefined && { LONGRANGE_FAULT: JSON.stringify(fault) }),
    ...(measurePeak && { LONGRANGE_PEAK: peakFile }),
  };
  const preload = [
    ...(heapMebibytes === undefined ? [] : [`--max-old-space-size=${heapMebibytes}`]),
    ...(fault === undefined ? [] : ['--import', faultyDisk]),
    ...(measurePeak ? ['--import', peakMemory] : []),
  ];
  const child = spawn(process.execPath, [...preload, mainScript, ...words], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  let hung = false;
  const kill = setTimeout(() => {
    hung = killAfterMs === undefined;
    child.kill('SIGKILL');
  }, killAfterMs ?? HANG_MS);
  const result = new Promise<ProgramResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(kill);
      if (hung) reject(new Error(`longrange ${words.join(' ')} hung:\n${stdout}\n${stderr}`));
      else
        resolve({
          code,
          signal,
          stdout,
          stderr,
          peakBytes: measurePeak ? 1024 * Number(readFileSync(peakFile)) : 0,
        });
    });
  });
  return { child, result };
}
