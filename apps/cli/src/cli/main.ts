import { hideSecrets, keepSecretsOf, LongrangeError, nearest } from '@longrange/errors';
import { removedCommands } from '../options/sweep-options.ts';
import { endProcess, keepIgnoringHangup } from '../terminal/interrupt.ts';
import { invocation } from '../terminal/invocation.ts';
import { flushStandardStreams, watchStandardStreams } from '../terminal/standard-streams.ts';
import type { AnyCommand } from './command.ts';
import { buildProgram, readOptions, version } from './read-options.ts';
import { reportError } from './report-error.ts';

/**
 * Entry point of the command line: finds the command, reads its options, runs it, and ends the process with its exit code: 0, 1 for a
 * failure, 2 for wrong usage, 130 after Ctrl-C (SIGTERM 143, SIGHUP 129).
 *
 * @param argv arguments without node and the script
 */
export async function main(commands: readonly AnyCommand[], argv: readonly string[]): Promise<void> {
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
  const command = buildProgram(commands).commands.find((candidate) => candidate.name() === first)!;
  if (asksForHelp(words)) {
    const more = await definition.more?.();
    if (more !== undefined) command.addHelpText('after', `\n${more}`);
    command.outputHelp();
    return 0;
  }
  const known = command.options.map(({ long }) => long);
  const isUnknown = (word: string): boolean => word.startsWith('--') && !known.includes(word.split('=')[0]);
  // Loaded only when needed, because it takes time.
  const settings = words.some(isUnknown) ? (await import('@longrange/trainer/internal')).settingPaths() : [];
  const options = readOptions(definition, command, words, settings);
  return definition.run(options, { commandLine: invocation(argv.map(hideSecrets)) });
}

function hasWorkToLose(commands: readonly AnyCommand[], [first, ...words]: readonly string[]): boolean {
  return !asksForHelp(words) && commands.some(({ name, goesOnUnread }) => name === first && goesOnUnread);
}

function asksForHelp(words: readonly string[]): boolean {
  return words.includes('--help') || words.includes('-h');
}

function unknownCommand(word: string, commands: readonly AnyCommand[]): LongrangeError {
  const names = commands.map(({ name }) => name);
  const meant = nearest(word, word.startsWith('-') ? ['--help', '--version'] : names);
  const correction = removedCommands[word] ?? (meant === undefined ? '' : `Did you mean \`${meant}\`?`);
  return new LongrangeError({
    code: 'USAGE',
    message: `Expected a command (${names.join(', ')}), got \`${word}\`. ${correction}`.trimEnd(),
    hint: 'longrange --help lists the commands.',
    exitCode: 2,
  });
}
