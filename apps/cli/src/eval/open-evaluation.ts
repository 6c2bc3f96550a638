import { dirname } from 'node:path';
import type { ModelToEvaluate } from '@longrange/eval/internal/node';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { splitSource } from '../corpus/held-out.ts';
import { loadCorpusOf, reportContamination } from '../corpus/load-data.ts';
import type { OpenedModel, ReadyModel } from '../evaluated/opened-model.ts';
import { tryFolder } from '../files/try-folder.ts';
import { refuseSamplingThatCannotFit } from '../model/memory-needs.ts';
import { trainedOf } from '../model/model-source.ts';
import type { EvalOptions } from '../options/eval-options.ts';
import { readTrainingCurve } from '../run/run-progress.ts';
import { readOutcome, readRunRecord } from '../run/run-record.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { runControls } from './controls.ts';
import { fitWithin } from './within-minutes.ts';

/**
 * Reads what an opened model is evaluated on, and what its run records.
 *
 * @param name of the model on the command line
 * @param startMs start of the evaluation, from `performance.now()`
 * @throws LongrangeError as `loadCorpusOf` and `readRunRecord`
 */
export async function modelToEvaluate(
  name: string,
  { training, outputPrefix, limits, prompt, ...opened }: OpenedModel,
  options: EvalOptions,
  reporter: Reporter,
  startMs: number,
) {
  const { suite, heldOut, seed, minutes, skipControls } = options;
  await tryFolder(options.output ?? dirname(outputPrefix));
  const corpus = await loadCorpusOf({ training }, options, reporter);
  const sources = corpus.sources.join(', ');
  reporter.detail(
    'corpus',
    `${sources}: as ${training === null ? 'specified' : 'it was in training'} (SHA-256 ${corpus.sha256.slice(0, 12)}…)`,
  );
  if (training === null) {
    const text = `the ${heldOut} split of ${sources}; the model must not have been trained on it`;
    reporter.fact('measured on', text);
  }
  const contamination = limits === null ? await reportContamination(corpus, reporter) : [];
  const record = training && (await readRunRecord(training.runFolder));
  const outcome = training && (await readOutcome(training.runFolder));
  const { maxMinutes = null } = record?.config.training ?? {};
  const isCut = outcome?.reachedLimit === 'minutes' && maxMinutes !== null;
  const trained = trainedOf({ training, record });
  let ready: ReadyModel | undefined;
  const model: ModelToEvaluate = {
    prepare(alphabet, sampling) {
      refuseSamplingThatCannotFit(sampling);
      ready = opened.prepare(alphabet);
      const { entry, pace } = ready;
      const prepared = {
        ...ready,
        entry: () => ({ ...entry(), ...(isCut && { endedAfterMinutes: maxMinutes }) }),
      };
      if (minutes === undefined) return prepared;
      if (pace === undefined)
        throw wrongUsage({
          code: 'USAGE',
          message: `Expected --minutes with a model that reports probabilities, got ${name}, which reports only what it writes.`,
          hint: 'leave --minutes out.',
        });
      return { ...prepared, onForecast: undefined, fit: fitWithin(minutes, startMs, pace, reporter) };
    },
    limits,
    heldOut: splitSource(corpus.split(heldOut)),
    training: splitSource(corpus.split('train')),
    corpusSha256: corpus.sha256,
    options: { ...options, isTimed: minutes !== undefined },
    split: heldOut,
    trainingSeed: training?.seed ?? null,
    ...(trained !== undefined && { trained }),
    prompt,
    // Controls show what networks like ours can learn; they train on the engine, which runs only for ours.
    controls: skipControls ? undefined : (stage) => runControls(stage, suite, seed),
  };
  return {
    model,
    contamination: contamination.map(({ copies, ...rest }) => ({ ...rest, copies: [...copies] })),
    training: training === null ? [] : await readTrainingCurve(training.runFolder, training.step),
    /** Prints what is known once the model has been measured. */
    report: () => ready?.report?.(),
  };
}
