import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LongrangeError, showControlsInLine } from '@longrange/errors';
import { fromSequences, fromTokenModel } from '@longrange/eval';
import { openPiped, Pipe, type PipedModel } from '@longrange/eval/internal/node';
import { askSequences } from '@longrange/llama';
import { formatCount } from '../terminal/format.ts';
import { endProcess, interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { BEAM, leftOutOf, limitsOf, reportMinutes } from './gguf.ts';
import type { OpenedModel, OpenOptions, ReadyModel } from './opened-model.ts';

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
  { runs }: Pick<OpenOptions, 'runs'>,
  reporter: Reporter,
): Promise<OpenedModel> {
  const { pipe, stop } = startProgram(command, reporter);
  try {
    const piped = await openPiped(pipe);
    const name = piped.kind === 'characters' ? piped.model.name : piped.name;
    const entry = { run: name, checkpoint: `command:${command}` };
    return {
      training: null,
      outputPrefix: join(runs, 'files', 'eval', name.replace(/[^\w.-]+/g, '-').slice(0, 60)),
      ...(piped.kind === 'characters'
        ? { limits: null, alphabet: piped.model.alphabet }
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
    return {
      model: fromSequences(piped.model),
      entry: () => ({ ...entry, description: `a program’s model of ${length} characters` }),
    };
  }
  const open = () => fromTokenModel({ ...askSequences(piped), alphabet, name: entry.run, beam: BEAM });
  const model = open();
  const size = formatCount(piped.tokenBytes.length);
  return {
    model,
    onForecast: (forecast) => reportMinutes(open(), 1, forecast, reporter),
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
  const pipe = new Pipe(`\`${showControlsInLine(command)}\``, { input: child.stdout, output: child.stdin });
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
    process.off('exit', end);
    closed.abort();
  };
  return { pipe, stop };
}

function endGroup(child: ChildProcess): void {
  try {
    if (isPosix && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill();
  } catch {
    // All of it has ended.
  }
}
