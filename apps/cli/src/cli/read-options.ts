import { describeIssue, describeValue, type LongrangeError, unknownName } from '@longrange/errors';
import { Command, Option } from 'commander';
import type { z } from 'zod';
import { version } from '../../package.json';
import { invocation, invocationOf } from '../terminal/invocation.ts';
import type { AnyCommand, Options } from './command.ts';
import { type Flag, flagsOf } from './flags.ts';
import { wrongUsage } from './wrong-usage.ts';

export { version };

/** Builds the whole program for commander, which reads flags and prints help; the schemas interpret values. */
export function buildProgram(commands: readonly AnyCommand[]): Command {
  const program = new Command('longrange')
    .description('How far back can a recurrent network remember? Train, sample, evaluate, report.')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .version(version, '-V, --version', 'show the version')
    .addHelpText('after', `\n${invocationOf('COMMAND --help')} shows the options of a command.`);
  for (const definition of commands) program.addCommand(buildCommand(definition));
  return program;
}

function buildCommand(definition: AnyCommand): Command {
  const { name, summary, details, examples } = definition;
  const command = new Command(name)
    .summary(summary)
    .description(details === undefined ? `${summary}.` : `${summary}.\n\n${details}`)
    .helpOption('-h, --help', 'show this help')
    .allowUnknownOption()
    .allowExcessArguments()
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  for (const flag of flagsOf(definition.schema)) {
    if (flag.positional) command.argument(`[${flag.value}${flag.many ? '...' : ''}]`, describe(flag));
    else command.addOption(new Option(`${flag.name}${valueText(flag)}`, describe(flag)));
  }
  return command.addHelpText(
    'after',
    `\nExamples:\n${examples.map((line) => `  ${invocationOf(line)}`).join('\n')}`,
  );
}

function valueText({ value, many }: Flag): string {
  if (value === '') return '';
  return many ? ` <${value}...>` : ` <${value}>`;
}

function describe({ description, range, defaultText }: Flag): string {
  const notes = [range, defaultText === undefined ? '' : `default: ${defaultText}`].filter(
    (note) => note !== '',
  );
  return notes.length === 0 ? description : `${description} (${notes.join('; ')})`;
}

/**
 * Reads the command line after the command's name.
 *
 * @throws LongrangeError `USAGE` (exit code 2) with every problem: unknown flags, each with the nearest known one or setting, values out of
 * range, surplus arguments
 */
export async function readOptions(definition: AnyCommand, argv: readonly string[]): Promise<Options> {
  const flags = flagsOf(definition.schema);
  const problems: string[] = [];
  const words = withoutDanglingFlag(argv, flags, problems);
  const command = buildCommand(definition);
  const { operands, unknown } = command.parseOptions([...words]);
  if (unknown.length > 0) problems.push(...unknownFlags(unknown, flags, await settingsOf(definition)));
  const texts: Options = { ...command.opts(), ...positionals(operands, flags, problems) };
  const values = Object.fromEntries(flags.flatMap((flag) => convert(flag, texts[flag.key])));
  const parsed = definition.schema.safeParse(values);
  if (!parsed.success)
    problems.push(...parsed.error.issues.flatMap((issue) => describeProblem(issue, flags, values)));
  if (problems.length > 0 || !parsed.success) throw usageError(definition.name, problems);
  return parsed.data;
}

/** Returns the settings that `--set` of a command accepts: those of the corpus if it is about a model file, else all. */
async function settingsOf({ schema: { shape } }: AnyCommand): Promise<string[]> {
  if (!('set' in shape)) return [];
  // Loaded only when needed, because it takes time.
  const { settingPaths } = await import('@longrange/trainer/internal');
  return settingPaths().filter((path) => !('vocabulary' in shape) || path.startsWith('corpus.'));
}

function usageError(command: string, problems: readonly string[]): LongrangeError {
  const message =
    problems.length === 1
      ? problems[0]!
      : `${problems.length} problems:\n${problems.map((p) => `- ${p}`).join('\n')}`;
  const hint = `${invocation([command, '--help'])} lists the options.`;
  return wrongUsage({ code: 'USAGE', message, hint });
}

/** Removes a trailing flag that lacks its value, because commander would stop there and report nothing else. */
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

/** Describes unknown flags, but not the words after them, which are probably their values. */
function unknownFlags(
  unknown: readonly string[],
  flags: readonly Flag[],
  settings: readonly string[],
): string[] {
  const known = flags.filter(({ positional }) => !positional).map(({ name }) => name);
  return unknown.flatMap((word, index) => {
    if (!/^-+[^-\d]/.test(word)) return [];
    const [name, value = unknown[index + 1] ?? 'VALUE'] = word.split(/=(.*)/s) as [string, string?];
    const key = name.replace(/^-+/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    if (!settings.some((path) => path === key || path.endsWith(`.${key}`)))
      return unknownName('option', name, known);
    return `Expected a known option, got \`${name}\`. Did you mean \`--set ${key}=${value}\`?`;
  });
}

/** Assigns the positional option, which may take all words. */
function positionals(operands: readonly string[], flags: readonly Flag[], problems: string[]): Options {
  const place = flags.find(({ positional }) => positional);
  if (place?.many) return { [place.key]: operands };
  const expected = place === undefined ? 'options only' : 'one argument';
  for (const word of operands.slice(place === undefined ? 0 : 1))
    problems.push(`Expected ${expected}, got ${describeValue(word)}.`);
  return place === undefined ? {} : { [place.key]: operands[0] };
}

/** Converts the text of a number; anything else is left for the schema to refuse. */
function convert(flag: Flag, value: unknown): [string, unknown][] {
  if (value === undefined) return [];
  if (flag.type !== 'number' || typeof value !== 'string') return [[flag.key, value]];
  const number = Number(value);
  return [[flag.key, value.trim() === '' || Number.isNaN(number) ? value : number]];
}

/** Describes a problem in the words of the command line, since the schema does not know the names of flags. */
function describeProblem(issue: z.core.$ZodIssue, flags: readonly Flag[], input: Options): string[] {
  const flag = flags.find(({ key }) => key === issue.path[0]);
  if (flag === undefined) return describeIssue(issue, { input });
  const name = flag.positional ? flag.value : flag.name;
  return describeIssue(issue, { input, place: { name, expectation: flag.expectation } });
}
