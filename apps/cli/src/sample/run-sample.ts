import type { ExitCode } from '@longrange/errors';
import { refuseSamplingThatCannotFit } from '../model/memory-needs.ts';
import { openModel } from '../model/open-model.ts';
import type { SampleOptions } from '../options/sample-options.ts';
import { interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { runInteractive } from './interactive.ts';
import { streamText, writeMany } from './write-text.ts';

/** Runs `longrange sample`: writes text to standard output, everything else to standard error. */
export async function runSample(options: SampleOptions): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stderr);
  const isStreamed = options.interactive || (options.count === 1 && options.output === undefined);
  if (!isStreamed) refuseSamplingThatCannotFit(options);
  const { model } = await openModel(options.checkpoint, options, reporter);
  if (options.interactive) return runInteractive(model, options);
  return interruptible(reporter, async (signal) => {
    if (isStreamed) await streamText(model, { ...options, signal });
    else await writeMany(model, options, reporter, signal);
  });
}

async function interruptible(
  reporter: Reporter,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<ExitCode | 0> {
  let interrupted = false;
  await withInterrupt(work, () => {
    interrupted = true;
    reporter.text('\ninterrupted');
  });
  return interrupted ? interruptExitCode() : 0;
}
