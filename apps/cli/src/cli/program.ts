import { Command, Option } from 'commander';
import { version } from '../../package.json';
import type { AnyCommand } from './command.ts';
import { type Flag, flagsOf } from './flags.ts';

export { version };

/** The whole program for commander, which reads flags and prints help; what values mean is the schemas' business. */
export function buildProgram(commands: readonly AnyCommand[]): Command {
  const program = new Command('longrange')
    .description('How far back can a recurrent network remember? Train, sample, evaluate, report.')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .version(version, '-V, --version', 'show the version')
    .addHelpText('after', '\nlongrange COMMAND --help shows the options of a command.');
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
    `\nExamples:\n${examples.map((line) => `  longrange ${line}`).join('\n')}`,
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
