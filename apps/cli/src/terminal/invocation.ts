import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Command line that runs a command in the user's shell, quoted if necessary. */
export function invocation(command: readonly string[], environment?: NodeJS.ProcessEnv): string {
  return invocationOf(command.map(shellWord).join(' '), environment);
}

/**
 * Command line that runs a command in the user's shell: with `pnpm` or `npx pnpm@…` if a script of this repository started the program, else with
 * `longrange` or `npx`.
 *
 * @param line command with its options, quoted: `train --preset quick`
 */
export function invocationOf(line: string, environment: NodeJS.ProcessEnv = process.env): string {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script = '' } = environment;
  // pnpm appends the arguments to the script.
  if (script.includes('node apps/cli/dist/main.js')) {
    // The script `longrange` runs the program itself; each command has a script of its own.
    const words = line.startsWith('-') ? `longrange ${line}` : line;
    if (isOnPath('pnpm', environment)) return `pnpm ${words}`;
    const [, version] = /^pnpm\/(\S+)/.exec(environment.npm_config_user_agent ?? '') ?? [];
    return `npx pnpm${version === undefined ? '' : `@${version}`} ${words}`;
  }
  return event === 'npx' && !isOnPath('longrange', environment)
    ? `npx longrange ${line}`
    : `longrange ${line}`;
}

/** Returns true if the shell finds a program; folders that a package manager adds for its scripts do not count. */
function isOnPath(program: string, { PATH = '' }: NodeJS.ProcessEnv): boolean {
  const names = process.platform === 'win32' ? [`${program}.cmd`, `${program}.exe`] : [program];
  return PATH.split(delimiter)
    .filter(
      (folder) =>
        folder !== '' && !/[\\/](?:node_modules[\\/]|_npx[\\/]|dlx[\\/]|node-gyp-bin)/.test(`${folder}/`),
    )
    .some((folder) => names.some((name) => existsSync(join(folder, name))));
}

/** Words `--runs DIR`, unless it is the default, for a command that looks for a run. */
export function runsWords(runs: string): string[] {
  return runs === 'runs' ? [] : ['--runs', runs];
}

/** Quotes any text as one word of a shell, if necessary. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
