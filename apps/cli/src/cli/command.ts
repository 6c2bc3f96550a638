import { text } from 'node:stream/consumers';
import { describeIssue, type ExitCode, type LongrangeError } from '@longrange/errors';
import { type ZodObject, z } from 'zod';
import { wrongUsage } from './wrong-usage.ts';

/** Options that have been parsed by the command's schema. */
export type Options = Record<string, unknown>;

/** Input of a command besides its options. */
export interface CommandContext {
  /** Command line, for the record: `longrange train --preset quick`. */
  readonly commandLine: string;
}

/**
 * Command. Its schema is the only place where each option's type, default, range and help are given: flags, `--help`, checks and
 * `docs/commands.md` are derived from it. A field's `.meta()` may hold `value`, the placeholder shown in help, and `positional`.
 */
interface CommandDefinition<Schema extends ZodObject = ZodObject> {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** A few sentences of further information for `--help`. */
  readonly details?: string;
  /** Returns the text that `--help` prints after the options; loading it takes time. */
  more?(): Promise<string>;
  readonly schema: Schema;
  /** Answers to options that it no longer has, by flag. */
  readonly gone?: Readonly<Record<string, string>>;
  /** True if the command has work to lose, and so continues when its output is no longer read (broken pipe, closed terminal). */
  readonly goesOnUnread?: boolean;
  /** Command lines without the leading `longrange`. */
  readonly examples: readonly string[];
  /** Does the work; anything heavy is imported in here, not before. */
  run(options: z.output<Schema>, context: CommandContext): Promise<ExitCode | 0>;
}

/** Command with any options. */
export type AnyCommand = CommandDefinition<ZodObject>;

export function defineCommand<Schema extends ZodObject>(definition: CommandDefinition<Schema>): AnyCommand {
  return definition as unknown as AnyCommand;
}

/** Sole word of a command line whose command comes as JSON on standard input, so that no value in it can become another option. */
export const COMMAND_FROM_STDIN = '--command-from-stdin';

/** Name of a command, and its options keyed by their names in its schema. */
const dataSchema = z.object({ name: z.string(), options: z.record(z.string(), z.unknown()) });

/**
 * Reads a command from a stream, and parses its options by the command's schema.
 *
 * @throws LongrangeError `USAGE` (exit code 2)
 */
export async function readCommandData(commands: readonly AnyCommand[], stream: NodeJS.ReadableStream) {
  const data = parse(await text(stream));
  const definition = commands.find(({ name }) => name === data?.name);
  if (data === undefined || definition === undefined)
    throw usage(`Expected a command as JSON on standard input, as a sweep gives it to its trials.`);
  const parsed = definition.schema.safeParse(data.options);
  if (parsed.success) return { definition, options: parsed.data, data };
  const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue, { input: data.options }));
  throw usage(problems.join(' '));
}

function parse(json: string): z.output<typeof dataSchema> | undefined {
  try {
    return dataSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}

function usage(message: string): LongrangeError {
  return wrongUsage({ code: 'USAGE', message });
}
