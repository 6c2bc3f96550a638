import { describeIssue, LongrangeError } from '@longrange/errors';
import type { AnyCommand } from './command.ts';
import type { Options } from './read-options.ts';

/** The only word of a command line whose command comes as data: JSON on standard input. No value in it can become another option. */
export const COMMAND_FROM_STDIN = '--command-from-stdin';

const MOST_BYTES = 2 ** 24;

/** A command, and its options by their names in its schema. */
export interface CommandData {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Reads a command from a stream and its options through the command's schema.
 *
 * @throws LongrangeError `USAGE` (exit code 2)
 */
export async function readCommandData(
  commands: readonly AnyCommand[],
  stream: AsyncIterable<Buffer>,
): Promise<{ readonly definition: AnyCommand; readonly options: Options; readonly data: CommandData }> {
  const data = parse(await readWhole(stream));
  const definition = commands.find(({ name }) => name === data?.name);
  if (data === undefined || definition === undefined)
    throw usage(`Expected a command as JSON on standard input, as a sweep gives it to its trials.`);
  const parsed = definition.schema.safeParse(data.options);
  if (parsed.success) return { definition, options: parsed.data, data };
  const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue, { input: data.options }));
  throw usage(problems.join(' '));
}

async function readWhole(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream) {
    parts.push(part);
    bytes += part.length;
    if (bytes > MOST_BYTES) throw usage(`Expected a command of at most ${MOST_BYTES} bytes, got more.`);
  }
  return Buffer.concat(parts).toString();
}

function parse(text: string): CommandData | undefined {
  try {
    const { name, options } = JSON.parse(text) as Partial<CommandData>;
    return typeof name === 'string' && typeof options === 'object' && options !== null
      ? { name, options }
      : undefined;
  } catch {
    return undefined;
  }
}

function usage(message: string): LongrangeError {
  return new LongrangeError({ code: 'USAGE', message, exitCode: 2 });
}
