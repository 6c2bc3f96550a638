#!/usr/bin/env node
import { openSync } from 'node:fs';

const program = await Promise.all([import('./cli/main.ts'), import('./commands/commands.ts')]).catch(
  reportLimit,
);
if (program !== undefined) {
  const [{ main }, { commands }] = program;
  await main(commands);
}

function reportLimit(error: unknown): undefined {
  if (!isTooManyFiles(error) && !hasTooFewFiles()) throw error;
  process.stderr.write(
    'error: Cannot load longrange: too many open files (EMFILE).\nhint: raise the limit (`ulimit -n`).\n',
  );
  process.exitCode = 1;
  return undefined;
}

function isTooManyFiles(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EMFILE';
}

/** Returns true if open files have run out, whatever the error says: for some modules Node reports that they do not exist. */
function hasTooFewFiles(): boolean {
  try {
    openSync(process.execPath, 'r');
    return false;
  } catch (error) {
    return isTooManyFiles(error);
  }
}
