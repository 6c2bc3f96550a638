import {
  hideSecrets,
  isSystemError,
  keepSecretsOf,
  LongrangeError,
  nearest,
  showControls,
  showControlsInLine,
  systemProblem,
} from '@longrange/errors';
import { endProcess, keepIgnoringHangup } from '../terminal/interrupt.ts';
import { invocation, invocationOf } from '../terminal/invocation.ts';
import type { AnyCommand } from './command.ts';
import { buildProgram, readOptions, version } from './read-options.ts';

/**
 * Entry point of the command line: finds the command, reads its options, runs it, and ends the process with its exit code: 0, 1 for a
 * failure, 2 for wrong usage, 3 if a gate does not decide, 130 after Ctrl-C (SIGTERM 143, SIGHUP 129).
 */
export async function main(commands: readonly AnyCommand[]): Promise<void> {
  const argv = process.argv.slice(2);
  keepSecretsOf(process.env, argv);
  const debug = argv.includes('--debug');
  const fail = (error: unknown): void => endProcess(reportError(error, { debug, commands }));
  watchStandardStreams(hasWorkToLose(commands, argv), fail);
  keepIgnoringHangup();
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  try {
    const exitCode = await runCommandLine(commands, argv);
    await flushStandardStreams();
    endProcess(exitCode);
  } catch (error) {
    fail(error);
  }
}

/** Runs a command line and returns its exit code; throws all errors. */
export async function runCommandLine(
  commands: readonly AnyCommand[],
  argv: readonly string[],
): Promise<number> {
  const [first, ...rest] = argv;
  if (first === '--version' || first === '-V') {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (first === '--help' || first === '-h' || first === 'help') {
    buildProgram(commands).outputHelp();
    return 0;
  }
  if (first === undefined) {
    buildProgram(commands).outputHelp({ error: true });
    return 2;
  }
  const definition = commands.find(({ name }) => name === first);
  if (definition === undefined) throw unknownCommand(first, commands);
  // `pnpm train -- --preset quick` passes the dashes on.
  const words = rest[0] === '--' ? rest.slice(1) : rest;
  if (asksForHelp(words)) {
    const command = buildProgram(commands).commands.find((candidate) => candidate.name() === first)!;
    const more = await definition.more?.();
    if (more !== undefined) command.addHelpText('after', `\n${more}`);
    command.outputHelp();
    return 0;
  }
  const options = await readOptions(definition, words);
  const run = await definition.load();
  return run(options, { commandLine: invocation(argv.map(hideSecrets)) });
}

function hasWorkToLose(commands: readonly AnyCommand[], [first, ...words]: readonly string[]): boolean {
  return (
    !asksForHelp(words) && commands.some(({ name, continuesUnread }) => name === first && continuesUnread)
  );
}

function asksForHelp(words: readonly string[]): boolean {
  return words.includes('--help') || words.includes('-h');
}

function unknownCommand(word: string, commands: readonly AnyCommand[]): LongrangeError {
  const names = commands.map(({ name }) => name);
  const meant = nearest(word, word.startsWith('-') ? ['--help', '--version'] : names);
  const correction = meant === undefined ? '' : `Did you mean \`${meant}\`?`;
  return new LongrangeError({
    code: 'USAGE',
    message: `Expected a command (${names.join(', ')}), got \`${word}\`. ${correction}`.trimEnd(),
    hint: 'longrange --help lists the commands.',
    exitCode: 2,
  });
}

/** Codes for a pipe whose reader is gone, or a closed terminal. */
const GONE = ['EPIPE', 'EIO', 'ECONNRESET'];

/**
 * Watches standard output and standard error for failed writes, which Node reports afterward. If the reader is gone (`longrange sample | head`),
 * a program that only writes for a reader ends quietly; one with work to lose says so once and continues, and its further output is dropped.
 *
 * @param continuesUnread true if the work continues without a reader
 * @param fail reports a failure of output, and ends the program
 */
function watchStandardStreams(continuesUnread: boolean, fail: (error: unknown) => void): void {
  const broken = new Set<string>();
  const watch = (stream: NodeJS.WriteStream, name: string): void => {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (broken.has(name)) return;
      broken.add(name);
      const isGone = GONE.includes(error.code ?? '') && (error.code !== 'EIO' || stream.isTTY);
      if (continuesUnread) {
        const words = isGone ? 'is no longer read' : 'can no longer be written';
        const warning = `warning: ${name} ${words} (${error.code}): continuing without it\n`;
        if (stream !== process.stderr) process.stderr.write(warning);
      } else if (isGone) endProcess(0);
      else fail(outputFailed(name, error));
    });
  };
  watch(process.stdout, 'standard output');
  watch(process.stderr, 'standard error');
}

function outputFailed(name: string, cause: Error): LongrangeError {
  if (!isSystemError(cause)) throw cause;
  return new LongrangeError({ code: 'OUTPUT_FAILED', ...systemProblem('write to', name, cause), cause });
}

/** Waits until pipes have received everything that was written, which `process.exit` would lose. */
async function flushStandardStreams(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  }
}

type Described = Pick<LongrangeError, 'message' | 'hint' | 'exitCode'>;

/**
 * Prints the message and hint of an error, with `--debug` also its stack, and returns the exit code. `longrange COMMAND` in a hint becomes what runs
 * the command where the program was started.
 */
export function reportError(
  error: unknown,
  { debug, commands }: { debug: boolean; commands: readonly AnyCommand[] },
): number {
  const { message, hint, exitCode } = describe(error);
  const ours = new RegExp(
    `\\blongrange (?:--help|(?:${commands.map(({ name }) => name).join('|')})(?![\\w-]))`,
    'g',
  );
  const lines = [
    ...itemsOf(`error: ${message}`),
    ...(hint === undefined
      ? []
      : [
          showControlsInLine(
            `hint: ${hint.replace(ours, (line) => invocationOf(line.slice('longrange '.length)))}`,
          ),
        ]),
  ];
  if (debug && error instanceof Error) lines.push('', showControls(stackOf(error)));
  process.stderr.write(`${hideSecrets(lines.join('\n'))}\n`);
  return exitCode;
}

/** Splits a message into one line and one for each item of a list; any other line break is inside a quoted name. */
function itemsOf(message: string): string[] {
  return message.split(/\n(?=- )/).map(showControlsInLine);
}

function describe(error: unknown): Described {
  if (error instanceof LongrangeError) return error;
  const failure = describeFileFailure(error);
  if (failure !== undefined) return failure;
  return {
    message: `unexpected: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'this is a defect of longrange; please report it. --debug shows where it happened.',
    exitCode: 1,
  };
}

/** System calls that only read; all others on a path change something. */
const READING = /^(?:access|fstat|lstat|open|opendir|read|readdir|readlink|realpath|scandir|stat)$/;

/** Describes a system error on a file or folder, which is not a defect of ours: the file, the reason, and a remedy. */
function describeFileFailure(error: unknown): Described | undefined {
  if (!isSystemError(error)) return undefined;
  const { path, syscall } = error;
  if (path === undefined && syscall !== 'read' && syscall !== 'write') return undefined;
  const verb = READING.test(syscall) ? 'read' : 'write';
  return { ...systemProblem(verb, path ?? 'a file', error), exitCode: 1 };
}

function stackOf(error: Error): string {
  const { stack = error.message, cause } = error;
  return cause instanceof Error ? `${stack}\ncaused by: ${stackOf(cause)}` : stack;
}
