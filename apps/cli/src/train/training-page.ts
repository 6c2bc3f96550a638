import { once } from 'node:events';
import { basename, dirname } from 'node:path';
import { describeTraining, renderHtml } from '@longrange/report';
import { readMetrics } from '@longrange/trainer/internal';
import { servePage } from '../report/serve-page.ts';
import { readTrainingCurve } from '../run/run-progress.ts';
import { summarizeRun } from '../run/run-summary.ts';
import { formatCount, formatDuration } from '../terminal/format.ts';
import { withInterrupt } from '../terminal/interrupt.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Serves the page of a run that is trained in this process on 127.0.0.1, like that of a sweep, until it is closed. */
export async function openTrainingPage(reporter: Reporter) {
  const ending = new AbortController();
  let folder = '';
  let serving = Promise.resolve();
  const address = await new Promise<string>((listening, fail) => {
    serving = servePage(() => renderTraining(folder), 'changes', ending.signal, listening);
    serving.catch(fail);
  });
  return {
    /** Sets the run to show. */
    show(runFolder: string): void {
      folder = runFolder;
      reporter.fact('page', address);
    },
    /** Keeps the page until Ctrl-C. */
    async stay(): Promise<void> {
      reporter.line(`The page stays at ${address} until Ctrl-C.`);
      await withInterrupt(
        (signal) => once(signal, 'abort'),
        () => undefined,
      );
    },
    close(): Promise<void> {
      ending.abort();
      return serving;
    },
  };
}

/** Renders the page of a run as it stands. */
async function renderTraining(folder: string): Promise<string> {
  const { name, title, status, test, step } = await summarizeRun(dirname(folder), basename(folder));
  const lines = await readMetrics(folder);
  const last = lines.findLast((line) => line.type === 'step');
  const total = last?.totalSteps ? ` of ${formatCount(last.totalSteps)}` : '';
  const progress =
    status === 'running' && last
      ? `${formatCount(last.step)}${total}, about ${formatDuration(last.secondsLeft)} left`
      : formatCount(step);
  return renderHtml(
    describeTraining({
      name,
      network: title ?? 'not begun',
      status: `${status}: step ${progress}`,
      test,
      curve: await readTrainingCurve(folder, Number.POSITIVE_INFINITY),
    }),
  );
}
