import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { shellWord } from './shell-word.ts';

/** The scripts of the repository's package.json that start this program. */
const SCRIPTS = [
  'quickstart',
  'train',
  'sweep',
  'worker',
  'sample',
  'eval',
  'compare',
  'report',
  'export',
  'export-metrics',
];

/** Command line that runs a command in the user's shell, quoted where needed: with `pnpm` or `npx pnpm@…` if this program was started that way, else with `longrange` or `npx`. */
export function invocation(command: readonly string[], environment: NodeJS.ProcessEnv = process.env): string {
  const words = command.map(shellWord).join(' ');
  const { npm_lifecycle_event: script = '', npm_config_user_agent: agent = '' } = environment;
  if (SCRIPTS.includes(script)) {
    if (isOnPath('pnpm', environment)) return `pnpm ${words}`;
    const [, version] = /^pnpm\/(\S+)/.exec(agent) ?? [];
    return `npx pnpm${version === undefined ? '' : `@${version}`} ${words}`;
  }
  return script === 'npx' && !isOnPath('longrange', environment)
    ? `npx longrange ${words}`
    : `longrange ${words}`;
}

/** Whether the shell finds a program: folders that a package manager has added for its scripts do not count. */
function isOnPath(program: string, { PATH = '' }: NodeJS.ProcessEnv): boolean {
  const names = process.platform === 'win32' ? [`${program}.cmd`, `${program}.exe`] : [program];
  return PATH.split(delimiter)
    .filter(
      (folder) =>
        folder !== '' && !/[\\/](?:node_modules[\\/]|_npx[\\/]|dlx[\\/]|node-gyp-bin)/.test(`${folder}/`),
    )
    .some((folder) => names.some((name) => existsSync(join(folder, name))));
}

/** `--runs DIR` where it is not the default, to be put after a command that looks for a run. */
export function runsWords(runs: string): string[] {
  return runs === 'runs' ? [] : ['--runs', runs];
}
