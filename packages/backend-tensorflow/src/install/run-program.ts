import { spawn } from 'node:child_process';

/** Outcome of a program */
export interface ProgramEnd {
  readonly succeeded: boolean;
  /** True if the program exists */
  readonly found: boolean;
  /** End of its output, both streams. */
  readonly output: string;
}

const KEPT_CHARACTERS = 4000;

/** Runs a program to its end, without a shell, by default in the current folder. Never throws. */
export function runProgram(
  program: string,
  parameters: readonly string[],
  cwd?: string,
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-KEPT_CHARACTERS);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ succeeded: false, found: error.code !== 'ENOENT', output: error.message }),
    );
    child.on('close', (code) => resolve({ succeeded: code === 0, found: true, output }));
  });
}

/** Returns the most informative line: the last that mentions an error, else the last. */
export function tellingLine(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line = lines.findLast((one) => /error/i.test(one)) ?? lines.at(-1) ?? 'no output';
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
