import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LongrangeError, showControlsInLine } from '@longrange/errors';
import { fromSequences, fromTokenModel } from '@longrange/eval';
import { BEAM, limitsOf, openPiped, Pipe, type PipedModel } from '@longrange/eval/internal/node';
import { askSequences } from '@longrange/llama';
import { formatCount, plural } from '../terminal/format.ts';
import { endProcess, interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { leftOutOf, paceOf, reportMinutes } from './gguf.ts';
import type { OpenedModel, OpenOptions, ReadyModel } from './opened-model.ts';

/** Time without an answer after which a program is given up; `--minutes` shortens it. Loading weights and reading a batch take less. */
const PATIENCE_MINUTES = 30;
/** Characters of a document that a model of characters reads within `--minutes`: enough for the farthest distances. */
const READABLE = 16_384;
/** Texts that a model of characters is timed on at once, as it reads many side by side. */
const TIMED_TEXTS = 16;
/** Time that a program has to end by itself when its input has ended. */
const LEAVE_MS = 3000;
/** Characters of its last error output to show. */
const KEPT = 4096;
const QUOTED = 300;
const isPosix = process.platform !== 'win32';

/**
 * Starts a program that speaks the protocol of docs/guides/measure-a-program.md, and opens its model.
 * @param command command line for the shell
 * @throws LongrangeError `PROGRAM_…`
 */
export async function openCommand(
  command: string,
  { runs, minutes }: Pick<OpenOptions, 'runs' | 'minutes'>,
  reporter: Reporter,
): Promise<OpenedModel> {
  const patienceMinutes = Math.min(PATIENCE_MINUTES, minutes ?? PATIENCE_MINUTES);
  const { pipe, stop } = startProgram(command, patienceMinutes, reporter);
  try {
    const piped = await openPiped(pipe);
    const name = piped.kind === 'characters' ? piped.model.name : piped.name;
    const entry = { run: name, checkpoint: `command:${command}` };
    return {
      training: null,
      outputPrefix: join(runs, 'files', 'eval', name.replace(/[^\w.-]+/g, '-').slice(0, 60)),
      ...(piped.kind === 'characters'
        ? { limits: minutes === undefined ? null : { readable: READABLE }, alphabet: piped.model.alphabet }
        : { limits: limitsOf(piped) }),
      provenance: { engine: 'program', engineReason: `the model is behind ${pipe.program}`, threads: null },
      prepare: (alphabet) => preparePiped(piped, alphabet, entry, reporter),
      close: () => stop(),
    };
  } catch (error) {
    await stop(0);
    throw error;
  }
}

function preparePiped(
  piped: PipedModel,
  alphabet: readonly string[],
  entry: { readonly run: string; readonly checkpoint: string },
  reporter: Reporter,
): ReadyModel {
  if (piped.kind === 'characters') {
    const { length } = piped.model.alphabet;
    const model = fromSequences(piped.model);
    return {
      model,
      pace: (sample) => paceOf(model, 1, sample, TIMED_TEXTS),
      entry: () => ({ ...entry, description: `a program’s model of ${length} characters` }),
    };
  }
  const open = () => fromTokenModel({ ...askSequences(piped), alphabet, name: entry.run, beam: BEAM });
  const model = open();
  const size = formatCount(piped.tokenBytes.length);
  return {
    model,
    onForecast: (forecast) => reportMinutes(open(), 1, forecast, reporter),
    pace: (sample) => paceOf(open(), 1, sample),
    entry: () => ({
      ...entry,
      description: `a program’s model of ${size} tokens, predicting ${alphabet.length} different characters`,
    }),
    report: () => reporter.fact('left out', leftOutOf(model)),
  };
}

/** Starts a command line in its own process group, so that Ctrl-C reaches only this process, which then ends the group. */
function startProgram(
  command: string,
  patienceMinutes: number,
  reporter: Reporter,
): {
  readonly pipe: Pipe;
  readonly stop: (patienceMs?: number) => Promise<void>;
} {
  const child = spawn(command, { shell: true, detached: isPosix, windowsHide: true, stdio: 'pipe' });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed = (printed + text).slice(-KEPT);
  });
  const program = `\`${showControlsInLine(command)}\``;
  const patience = {
    seconds: 60 * patienceMinutes,
    onSilence(question: string) {
      reporter.clear();
      reporter.fact(
        'waiting',
        `for 30 s for the answer of ${program} to \`${question}\`, at most ${plural(patienceMinutes, 'minute')}; Ctrl-C ends it`,
      );
    },
  };
  const pipe = new Pipe(program, { input: child.stdout, output: child.stdin }, patience);
  const watcher = watchOver(child);
  const fail = (reason: string): void => {
    const [line = ''] = printed.trimEnd().split('\n').slice(-1);
    const lastWords = line === '' ? '' : ` (${showControlsInLine(line.trim().slice(0, QUOTED))})`;
    pipe.fail(
      new LongrangeError({
        code: 'PROGRAM_CLOSED',
        message: `Expected an answer of ${pipe.program}, got ${reason}${lastWords}.`,
        hint: 'run the command alone to see what it prints; docs/guides/measure-a-program.md has an example.',
      }),
    );
  };
  child.once('error', ({ message }) => fail(message));
  const left = once(child, 'close').then(([code, signal]) =>
    fail(signal === null ? `its end with exit code ${code}` : `its end by ${signal}`),
  );
  const end = (): void => endGroup(child);
  const closed = new AbortController();
  void withInterrupt(
    () => once(closed.signal, 'abort'),
    () => {
      end();
      reporter.clear();
      reporter.line('stopped     no answer of a program is kept: the same command begins anew');
      endProcess(interruptExitCode());
    },
  );
  process.once('exit', end);
  const stop = async (patienceMs = LEAVE_MS): Promise<void> => {
    child.stdin.end();
    await Promise.race([left, delay(patienceMs, undefined, { ref: false })]);
    end();
    watcher?.kill('SIGKILL');
    process.off('exit', end);
    closed.abort();
  };
  return { pipe, stop };
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    if (isPosix) process.kill(-pid, 'SIGKILL');
    else spawnSync('taskkill', ['/pid', `${pid}`, '/t', '/f']);
  } catch {
    // All of it has ended.
  }
}

/**
 * Starts a shell that ends the group of a child when this process ends in a way that runs no code of ours, such as SIGKILL: then the shell's
 * input ends. On Windows, which has no such groups, only a program that heeds the end of its own input ends.
 */
function watchOver({ pid }: ChildProcess): ChildProcess | undefined {
  if (!isPosix || pid === undefined) return undefined;
  const script = 'read -r _; kill -s KILL -- "-$0"';
  const watcher = spawn('sh', ['-c', script, `${pid}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.once('error', () => undefined);
  watcher.unref();
  (watcher.stdin as Socket).unref();
  return watcher;
}
