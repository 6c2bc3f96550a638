/** How the user would call a command: `pnpm train …` where this program was started so, else `longrange train …`. */
export function invocation(words: string, environment: NodeJS.ProcessEnv = process.env): string {
  const script = environment.npm_lifecycle_event;
  const startedByPnpm =
    script !== undefined &&
    ['quickstart', 'train', 'sample', 'eval', 'compare', 'report', 'export'].includes(script);
  return `${startedByPnpm ? 'pnpm' : 'longrange'} ${words}`;
}

/** ` --runs DIR` where it is not the default, to be put after a command that looks for a run. */
export function runsWords(runs: string): string {
  return runs === 'runs' ? '' : ` --runs ${runs}`;
}
