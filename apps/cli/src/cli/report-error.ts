import {
  hideSecrets,
  isSystemError,
  LongrangeError,
  showControls,
  showControlsInLine,
  systemProblem,
} from '@longrange/errors';
import { invocationOf } from '../terminal/invocation.ts';
import type { AnyCommand } from './command.ts';

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
