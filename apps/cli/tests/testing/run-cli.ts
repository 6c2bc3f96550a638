import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
export const mainScript = join(packageFolder, 'dist', 'main.js');
refuseStaleBuild();

interface CliOptions {
  readonly cwd: string;
  /** Entire standard input. */
  readonly input?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs the built program until it exits. */
export function runCli(words: readonly string[], options: CliOptions) {
  return spawnCli(words, options).result;
}

/** Runs a script in `sh`, in which `$CLI` is the program. */
export function runShell(script: string, { cwd }: CliOptions) {
  const env = environmentOf({ CLI: `${process.execPath} ${mainScript}` });
  return follow(spawn('sh', ['-c', script], { cwd, env })).result;
}

/** Starts the built program; if it still runs after the test, it is killed. */
export function startCli(words: readonly string[], options: CliOptions) {
  const cli = spawnCli(words, options);
  onTestFinished(() => void cli.child.kill('SIGKILL'));
  return cli;
}

/** Tells whether a process runs. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function spawnCli(words: readonly string[], { cwd, input = '', environment = {} }: CliOptions) {
  const options: SpawnOptions = { cwd, env: environmentOf(environment), stdio: 'pipe' };
  const child = spawn(process.execPath, [mainScript, ...words], options);
  child.stdin!.on('error', () => undefined);
  child.stdin!.end(input);
  return follow(child);
}

function follow(child: ChildProcess) {
  const written = { stdout: '', stderr: '' };
  let isClosed = false;
  for (const name of ['stdout', 'stderr'] as const)
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      child.emit('written');
    });
  const result = once(child, 'close').then((ended) => {
    const [code, signal] = ended as [number | null, NodeJS.Signals | null];
    isClosed = true;
    return { code, signal, ...written };
  });
  /** Resolves once standard output or standard error contains this text; rejects if the program ends without it. */
  const until = async (text: string): Promise<void> => {
    const seen = (): boolean => Object.values(written).some((all) => all.includes(text));
    while (!seen()) {
      if (isClosed)
        throw new Error(`The program ended without ${JSON.stringify(text)}:\n${Object.values(written)}`);
      await Promise.race([once(child, 'written'), result]);
    }
  };
  return { child, result, until, written };
}

/** Removes variables of the test runner (and `_`, the command that a shell started), so that the program seems to be called by hand. */
function environmentOf(extra: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS, VITEST, NODE_ENV, _, ...rest } = process.env;
  return { ...rest, ...extra };
}

/** Fails if the build, which these tests run, is out of date; `turbo run test` builds it first. */
function refuseStaleBuild(): void {
  const builtMs = existsSync(mainScript) ? statSync(mainScript).mtimeMs : 0;
  const sources = join(packageFolder, 'src');
  const newestMs = Math.max(
    ...readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => statSync(join(sources, name)).mtimeMs),
  );
  if (newestMs > builtMs && process.env.TURBO_HASH === undefined) {
    throw new Error(
      'The build is older than the sources: run `pnpm build:cli` in the root, then the tests again.',
    );
  }
}
