import type { ExitCode } from '@longrange/errors';
import type { ZodObject, z } from 'zod';

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
  /** True if the command has work to lose, and so continues when its output is no longer read (broken pipe, closed terminal). */
  readonly continuesUnread?: boolean;
  /** Command lines without the leading `longrange`. */
  readonly examples: readonly string[];
  /** Imports and returns the function that does the work; anything heavy is imported in here, not before. */
  load(): Promise<(options: z.output<Schema>, context: CommandContext) => Promise<ExitCode | 0>>;
}

/** Command with any options. */
export type AnyCommand = CommandDefinition<ZodObject>;

export function defineCommand<Schema extends ZodObject>(definition: CommandDefinition<Schema>): AnyCommand {
  return definition as unknown as AnyCommand;
}
