import {
  hideSecrets,
  isSystemError,
  LongrangeError,
  showControls,
  showControlsInLine,
  systemProblem,
} from '@longrange/errors';

interface Described {
  readonly message: string;
  readonly hint: string | undefined;
  readonly exitCode: number;
}

/** Prints an error as people want it, message and hint, and returns the exit code. The stack is for `--debug`. */
export function reportError(error: unknown, { debug }: { debug: boolean }): number {
  const { message, hint, exitCode } = describe(error);
  const lines = [
    ...itemsOf(`error: ${message}`),
    ...(hint === undefined ? [] : [showControlsInLine(`hint: ${hint}`)]),
  ];
  if (debug && error instanceof Error) lines.push('', showControls(stackOf(error)));
  process.stderr.write(`${hideSecrets(lines.join('\n'))}\n`);
  return exitCode;
}

/** A message has one line, and one for each item of a list; any other line break is inside a name that it quotes. */
function itemsOf(message: string): string[] {
  return message.split(/\n(?=- )/).map(showControlsInLine);
}

function describe(error: unknown): Described {
  if (error instanceof LongrangeError) return error;
  const failure = describeFileFailure(error);
  if (failure !== undefined) return failure;
  return {
    message: `unexpected: ${error instanceof Error ? error.message : String(error)}`,
    hint: 'this is a defect of longrange. --debug shows where; please report it.',
    exitCode: 1,
  };
}

/** Calls of the file system that only read; all others on a path change something. */
const READING = /^(?:access|fstat|lstat|open|opendir|read|readdir|readlink|realpath|scandir|stat)$/;

/** A file or folder that the system does not give is no defect of ours: what it was, why, and what helps. */
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
