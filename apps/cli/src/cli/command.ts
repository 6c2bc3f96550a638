import type { ExitCode } from '@longrange/errors';
import type { ZodObject, z } from 'zod';

/** What a command gets besides its options. */
export interface CommandContext {
  /** How it was called, for the record: `longrange train --preset quick`. */
  readonly commandLine: string;
}

/**
 * A command. Its schema is the one place where each option's type, default, range and help are given: flags, `--help`, checks and
 * `docs/commands.md` come from it. A field's `.meta()` may hold `value`, the placeholder that help shows, and `positional`.
 */
export interface CommandDefinition<Schema extends ZodObject = ZodObject> {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** What a reader of `--help` should know besides: a few sentences. */
  readonly details?: string;
  readonly schema: Schema;
  /** Whether it has work to lose, and so goes on when its output is no longer read (a broken pipe, a closed terminal). */
  readonly goesOnUnread?: boolean;
  /** Command lines without the leading `longrange`. */
  readonly examples: readonly string[];
  /** Does the work; anything heavy is imported in here, not before. */
  run(options: z.output<Schema>, context: CommandContext): Promise<ExitCode | 0>;
}

/** A command as the table of commands holds it, whatever its options. */
export type AnyCommand = CommandDefinition<ZodObject>;

export function defineCommand<Schema extends ZodObject>(definition: CommandDefinition<Schema>): AnyCommand {
  return definition as unknown as AnyCommand;
}
