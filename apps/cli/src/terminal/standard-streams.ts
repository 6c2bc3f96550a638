import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import { endProcess } from './interrupt.ts';

/** Codes for a pipe whose reader is gone, or a closed terminal. */
const GONE = ['EPIPE', 'EIO', 'ECONNRESET'];

/**
 * Watches standard output and standard error for failed writes, which Node reports afterward. If the reader is gone (`longrange sample | head`),
 * a program that only writes for a reader ends quietly; one with work to lose says so once and continues, and its further output is dropped.
 *
 * @param goesOnUnread true if the work continues without a reader
 * @param fail reports a failure of output, and ends the program
 */
export function watchStandardStreams(goesOnUnread: boolean, fail: (error: unknown) => void): void {
  const broken = new Set<string>();
  const watch = (stream: NodeJS.WriteStream, name: string): void => {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (broken.has(name)) return;
      broken.add(name);
      const isGone = GONE.includes(error.code ?? '') && (error.code !== 'EIO' || stream.isTTY);
      if (goesOnUnread) {
        const words = isGone ? 'is no longer read' : 'can no longer be written';
        const warning = `warning: ${name} ${words} (${error.code}): continuing without it\n`;
        if (stream !== process.stderr) process.stderr.write(warning);
      } else if (isGone) endProcess(0);
      else fail(outputFailed(name, error));
    });
  };
  watch(process.stdout, 'standard output');
  watch(process.stderr, 'standard error');
}

function outputFailed(name: string, cause: Error): LongrangeError {
  if (!isSystemError(cause)) throw cause;
  return new LongrangeError({ code: 'OUTPUT_FAILED', ...systemProblem('write to', name, cause), cause });
}

/** Waits until pipes have received everything that was written, which `process.exit` would lose. */
export async function flushStandardStreams(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  }
}
