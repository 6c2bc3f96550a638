import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError, systemProblem } from '@longrange/errors';
import type { Job, JobEnd, Journal, StartedJob } from '@longrange/sweep/internal';
import { type OpenSweep, threadsOf } from './open-sweep.ts';
import { readTrialRun, type TrialRun } from './trial-run.ts';

/** Exit codes after Ctrl-C, SIGTERM and SIGHUP, with everything saved. */
const STOPPED = [130, 143, 129];

/** Runs a trial by `sweep FILE --trial N` in a process of its own, whose output is appended to `logs/TRIAL.log`. */
export function startTrialProcess({ trial }: Job, open: OpenSweep, journal: Journal): StartedJob<TrialRun> {
  let child: ChildProcess | undefined;
  let isStopped = false;
  const work = async (): Promise<JobEnd<TrialRun>> => {
    const { code, message } = await runProcess(open, trial, (started) => {
      child = started;
    });
    const record = await readTrialRun(open, trial.name);
    if (code === 0) return { kind: 'done', record };
    if (isStopped || STOPPED.includes(code ?? 1)) return { kind: 'stopped', record };
    // A trial that ends by itself has recorded its failure.
    if (code === null) journal.append({ type: 'fail', trial: trial.name, message });
    return { kind: 'failed', message, record };
  };
  return {
    done: work(),
    stop: () => {
      isStopped = true;
      child?.kill('SIGTERM');
    },
  };
}

/** Exit code of a trial's process, null if it has none, and the first line of its error. */
interface Ended {
  readonly code: number | null;
  readonly message: string;
}

async function runProcess(
  open: OpenSweep,
  { number, name }: Job['trial'],
  onStart: (child: ChildProcess) => void,
): Promise<Ended> {
  const { file, folder, options } = open;
  const threads = threadsOf(options);
  const words = ['sweep', file, `--trial=${number}`, `--runs=${options.runs}`, `--engine=${options.engine}`];
  if (threads !== undefined) words.push(`--threads=${threads}`);
  try {
    mkdirSync(join(folder, 'logs'), { recursive: true });
    const log = openSync(join(folder, 'logs', `${name}.log`), 'a');
    // In its own process group, so that Ctrl-C reaches it only through this process: a second signal would end it at once.
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...words], {
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log, 'pipe'],
    });
    onStart(child);
    return await endOf(child, log).finally(() => closeSync(log));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return { code: null, message: systemProblem('write', error.path ?? 'a file', error).message };
  }
}

/** Maximum characters kept of a child's standard error. */
const MOST_STDERR = 4096;

/** @param log descriptor of the file that receives the child's standard error */
function endOf(child: ChildProcess, log: number): Promise<Ended> {
  let errors = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors = `${errors}${text}`.slice(0, MOST_STDERR);
    try {
      writeSync(log, text);
    } catch {
      // The disk is full; the trial's own failure reports what matters.
    }
  });
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve({ code: null, message: `cannot be started: ${message}` }));
    child.once('close', (code, signal) => {
      const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
      const lines = errors.split('\n').filter((line) => line.trim() !== '');
      const line = lines.find((one) => one.startsWith('error: ')) ?? lines[0];
      resolve({ code, message: line?.replace(/^error: /, '') ?? how });
    });
  });
}
