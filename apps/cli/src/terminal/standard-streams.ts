import { isSystemError, LongrangeError, systemProblem } from '@longrange/errors';
import { endProcess } from './end-process.ts';

export interface StandardStreamsOptions {
  /** What there is to lose is worth more than its output: without a reader the work goes on. */
  readonly goesOnUnread: boolean;
  /** What a failure of output is told to that ends the program. */
  readonly fail: (error: unknown) => void;
}

/** The reader of a pipe has gone, or the terminal was closed. */
const GONE = ['EPIPE', 'EIO', 'ECONNRESET'];

/**
 * Watches standard output and standard error, of which Node says afterwards that a write has failed. Where the reader has gone
 * (`longrange sample | head`), a program that only writes for a reader ends quietly; one with work to lose says it once and goes on,
 * and what it writes from then on is dropped.
 */
export function watchStandardStreams({ goesOnUnread, fail }: StandardStreamsOptions): void {
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

/** Waits until a pipe has what was written into it, which `process.exit` would lose. */
export async function flushStandardStreams(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  }
}
