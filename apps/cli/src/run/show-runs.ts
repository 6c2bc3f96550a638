import { LongrangeError } from '@longrange/errors';
import { shortRange } from '@longrange/report/internal';
import type { RunsOptions } from '../options/train-options.ts';
import { formatBits, formatCount, formatTime, tableLines } from '../terminal/format.ts';
import { createReporter } from '../terminal/reporter.ts';
import { isRun, type RunSummary, summarizeRuns } from './run-summary.ts';

/** Maximum runs on a screen. */
const MOST_RUNS = 30;

/** `longrange runs` */
export async function runRuns({ runs: folder, json }: RunsOptions): Promise<0> {
  const runs = await summarizeRuns(folder);
  if (runs.length === 0) throw await noRuns(folder);
  if (json) {
    for (const run of runs) process.stdout.write(`${JSON.stringify(recordOf(run))}\n`);
    return 0;
  }
  const reporter = createReporter(process.stdout);
  const columns = ['run', 'network', 'characters', 'bits', 'test', 'half-life', 'saved', 'status'];
  const shown = runs.slice(0, MOST_RUNS);
  for (const line of tableLines([columns, ...shown.map(rowOf)])) reporter.line(line);
  if (runs.length > MOST_RUNS)
    reporter.line(`… ${formatCount(runs.length - MOST_RUNS)} more; --json shows all`);
  return 0;
}

function rowOf(run: RunSummary): string[] {
  const { name, title, charactersSeen, best, test, ranges, savedAt, status, problems } = run;
  return [
    name,
    title ?? '?',
    formatCount(charactersSeen),
    best === null ? '' : formatBits(best.bits),
    test === null ? '' : formatBits(test.bits),
    ranges?.halfLife == null ? '' : shortRange(ranges.halfLife),
    formatTime(new Date(savedAt)),
    [status, ...problems].join('; '),
  ];
}

/** Record of a run for `--json`. */
function recordOf(run: RunSummary): Record<string, unknown> {
  const { name, network, status, step, charactersSeen, best, test, ranges, savedAt, problems } = run;
  return {
    name,
    network: network?.name ?? null,
    layers: network?.layers ?? null,
    units: network?.units ?? null,
    status,
    step,
    characters: charactersSeen,
    validation_bits: best?.bits ?? null,
    validation_step: best?.step ?? null,
    test_bits: test && { bits: test.bits, low: test.low, high: test.high },
    ranges: ranges && {
      step: ranges.step,
      half_life: rangeOf(ranges.halfLife),
      shows: rangeOf(ranges.shows),
      decides: rangeOf(ranges.decides),
    },
    saved_at: savedAt,
    problems,
  };
}

type Measured = NonNullable<RunSummary['ranges']>['shows' | 'halfLife'];

function rangeOf(measured: Measured) {
  return measured && { range: measured.range, low: measured.low, high: measured.high };
}

async function noRuns(folder: string): Promise<LongrangeError> {
  const isOne = await isRun(folder);
  return new LongrangeError({
    code: 'RUN_NOT_FOUND',
    message: `Expected runs in ${folder}, got ${isOne ? 'a run itself' : 'none'}.`,
    hint: isOne
      ? 'give the folder that holds it.'
      : 'longrange train --preset quick makes one in minutes; --runs names another folder.',
    exitCode: 2,
  });
}
