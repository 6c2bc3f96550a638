import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import type { Job, StartedJob } from '@longrange/sweep/internal';
import { COMMAND_FROM_STDIN } from '../cli/command.ts';
import type { TrialRun } from './trial-run.ts';
import { readTrialRun } from './trial-run.ts';
import { type CommandEnd, type TrialCommand, type TrialContext, workOnTrial } from './work-on-trial.ts';

/** Of what a child says on standard error, so much is kept. */
const MOST_STDERR = 4096;

/** Exit codes after Ctrl-C, SIGTERM and SIGHUP, when all is saved. */
const STOPPED = [130, 143, 129];

/** Works on a trial in processes of its own: the same commands as by hand, of this very program. What they say is appended to `logs/TRIAL.log`. */
export function startTrialProcess(
  job: Job,
  context: Omit<TrialContext, 'isStopped' | 'run' | 'stop'>,
): StartedJob<TrialRun> {
  const { open } = context;
  let child: ChildProcess | undefined;
  let stopped = false;
  const isStopped = (): boolean => stopped;
  const run = (command: TrialCommand): Promise<CommandEnd> =>
    new Promise((resolve) => {
      const log = openLog(open.folder, job.trial.name);
      // In a group of its own, so that Ctrl-C reaches it through this process alone: a second one would end it at once.
      child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, COMMAND_FROM_STDIN], {
        detached: true,
        windowsHide: true,
        stdio: ['pipe', log, 'pipe'],
      });
      // A child that ends before it has read all says why in its own way.
      child.stdin!.on('error', () => undefined).end(JSON.stringify(command));
      if (stopped) child.kill('SIGTERM');
      let errors = '';
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        errors = `${errors}${text}`.slice(0, MOST_STDERR);
        try {
          writeSync(log, text);
        } catch {
          // The disk is full: what matters of it is told as the trial's failure.
        }
      });
      const end = (outcome: CommandEnd): void => {
        closeSync(log);
        resolve(outcome);
      };
      child.once('error', (error) => end({ kind: 'failed', message: `cannot be started: ${error.message}` }));
      child.once('close', (code, signal) => end(endOf(code, signal, errors, stopped)));
    });
  const stop = (): void => {
    stopped = true;
    child?.kill('SIGTERM');
  };
  const done = workOnTrial(job, { ...context, run, isStopped, stop }).catch(async (error: unknown) => {
    const message = messageOf(error);
    if (message === undefined) throw error;
    return { kind: 'failed' as const, record: await readTrialRun(open, job.trial.name), message };
  });
  return { done, stop };
}

/** Undefined for a defect. */
function messageOf(error: unknown): string | undefined {
  if (error instanceof LongrangeError) return error.message;
  return isSystemError(error) ? systemProblem('write', error.path ?? 'a file', error).message : undefined;
}

function endOf(
  code: number | null,
  signal: NodeJS.Signals | null,
  errors: string,
  stopped: boolean,
): CommandEnd {
  if (code === 0) return { kind: 'done' };
  if (stopped || STOPPED.includes(code ?? 0)) return { kind: 'stopped' };
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((one) => one.startsWith('error: ')) ?? lines[0];
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
  return { kind: 'failed', message: line?.replace(/^error: /, '') ?? how };
}

function openLog(folder: string, trial: string): number {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  return openSync(join(folder, 'logs', `${trial}.log`), 'a');
}
