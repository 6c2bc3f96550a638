import { describeIssue, describeValue, LongrangeError, unknownName } from '@longrange/errors';
import type { Command } from 'commander';
import type { z } from 'zod';
import type { AnyCommand } from './command.ts';
import { type Flag, flagsOf } from './flags.ts';

/** Options that went through the command's schema. */
export type Options = Record<string, unknown>;

/**
 * Reads a command's own part of the command line.
 *
 * @throws LongrangeError `USAGE` (exit code 2) with every problem: unknown flags, each with the nearest one that exists, values
 * out of their range, arguments too many
 */
export function readOptions(definition: AnyCommand, command: Command, argv: readonly string[]): Options {
  const flags = flagsOf(definition.schema);
  const problems: string[] = [];
  const words = withoutDanglingFlag(argv, flags, problems);
  const { operands, unknown } = command.parseOptions([...words]);
  problems.push(...unknownFlags(unknown, flags));
  const texts: Options = { ...command.opts(), ...positionals(operands, flags, problems) };
  const values = Object.fromEntries(flags.flatMap((flag) => convert(flag, texts[flag.key])));
  const parsed = definition.schema.safeParse(values);
  if (!parsed.success)
    problems.push(...parsed.error.issues.flatMap((issue) => describeProblem(issue, flags, values)));
  if (problems.length > 0 || !parsed.success) throw usageError(definition.name, problems);
  return parsed.data;
}

export function usageError(command: string, problems: readonly string[]): LongrangeError {
  const message =
    problems.length === 1
      ? problems[0]!
      : `${problems.length} problems:\n${problems.map((p) => `- ${p}`).join('\n')}`;
  const hint = `longrange ${command} --help lists the options.`;
  return new LongrangeError({ code: 'USAGE', message, hint, exitCode: 2 });
}

/** A last word that wants a value after it is taken off, for commander would stop there and see nothing else. */
function withoutDanglingFlag(
  argv: readonly string[],
  flags: readonly Flag[],
  problems: string[],
): readonly string[] {
  const flag = flags.find(
    ({ name, type, positional }) => name === argv.at(-1) && type !== 'switch' && !positional,
  );
  if (flag === undefined) return argv;
  problems.push(`Expected ${flag.expectation} after \`${flag.name}\`, got nothing.`);
  return argv.slice(0, -1);
}

/** Words that follow an unknown flag are its value, if anything: they are not worth a line of their own. */
function unknownFlags(unknown: readonly string[], flags: readonly Flag[]): string[] {
  const known = flags.filter(({ positional }) => !positional).map(({ name }) => name);
  return unknown
    .filter((word) => /^-+[^-\d]/.test(word))
    .map((word) => unknownName('option', word.replace(/=.*/s, ''), known));
}

/** The last positional option may take all words that are left. */
function positionals(operands: readonly string[], flags: readonly Flag[], problems: string[]): Options {
  const places = flags.filter(({ positional }) => positional);
  if (places.at(-1)?.many === true) {
    const { key } = places.at(-1)!;
    const rest = operands.slice(places.length - 1);
    return {
      ...positionals(operands.slice(0, places.length - 1), places.slice(0, -1), problems),
      [key]: rest,
    };
  }
  for (const word of operands.slice(places.length)) {
    problems.push(
      `Expected ${places.length === 0 ? 'options only' : 'one argument'}, got ${describeValue(word)}.`,
    );
  }
  return Object.fromEntries(
    places.flatMap(({ key }, index) => (operands[index] === undefined ? [] : [[key, operands[index]]])),
  );
}

/** The text of a number as a number where it is one; else the schema will refuse it. */
function convert(flag: Flag, value: unknown): [string, unknown][] {
  if (value === undefined) return [];
  if (flag.type !== 'number' || typeof value !== 'string') return [[flag.key, value]];
  const number = Number(value);
  return [[flag.key, value.trim() === '' || Number.isNaN(number) ? value : number]];
}

/** In the words of the command line, for the schema does not know what its keys are called there. */
function describeProblem(issue: z.core.$ZodIssue, flags: readonly Flag[], input: Options): string[] {
  const flag = flags.find(({ key }) => key === issue.path[0]);
  if (flag === undefined) return describeIssue(issue, { input });
  const name = flag.positional ? flag.value : flag.name;
  return describeIssue(issue, { input, place: { name, expectation: flag.expectation } });
}
