import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Command line that runs a command, quoted if necessary. */
export function invocation(command: readonly string[]): string {
  return invocationOf(command.map(shellWord).join(' '));
}

/**
 * Command line that runs a command: `longrange …`, or in the root of a clone, whose scripts start the program, `npx pnpm@… …` as in the README.
 *
 * @param line command with its options, quoted: `train --preset quick`
 */
export function invocationOf(line: string): string {
  if (process.argv[1] !== resolve('apps/cli/dist/main.js')) return `longrange ${line}`;
  const { packageManager } = JSON.parse(readFileSync('package.json', 'utf8')) as { packageManager: string };
  // Each command has a script of its own; the script `longrange` runs the program itself.
  return `npx ${packageManager} ${line.startsWith('-') ? 'longrange ' : ''}${line}`;
}

/** Words `--runs DIR`, unless it is the default, for a command that looks for a run. */
export function runsWords(runs: string): string[] {
  return runs === 'runs' ? [] : ['--runs', runs];
}

/** Quotes any text as one word of a shell, if necessary. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
