import { basename } from 'node:path';
import type { Language } from '@longrange/code';
import type { Corpus } from '@longrange/corpus';
import type { ExitCode } from '@longrange/errors';
import { summarizeScores } from '@longrange/eval/internal';
import { asSeenBy, charactersOf, evaluationDefaults } from '@longrange/eval/internal/node';
import { type CheckpointReference, type TrainingOutcome, train } from '@longrange/trainer';
import {
  bestCheckpoint,
  deviationsOf,
  findPreset,
  listCheckpoints,
  readModel,
} from '@longrange/trainer/internal';
import type { CommandContext } from '../cli/command.ts';
import { splitSource } from '../corpus/held-out.ts';
import { pinnedSources } from '../corpus/load-data.ts';
import type { EngineChoice } from '../engine/engine-name.ts';
import { defaultLanguage, resolveLanguage } from '../language.ts';
import type { HeldOutSplit } from '../options/shared-options.ts';
import type { TrainOptions } from '../options/train-options.ts';
import { removeOutcome, type SplitScore, writeOutcome } from '../run/run-record.ts';
import { versions } from '../run/versions.ts';
import { formatBits, formatCount, formatDuration } from '../terminal/format.ts';
import { interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import { invocation, runsWords } from '../terminal/invocation.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import { withTensorBoard } from '../tracking/track.ts';
import { describeFinished, planRun, type RunPlan } from './plan-run.ts';
import { prepareTraining, type ReadyRun, type TrainingMaterial } from './prepare-training.ts';
import { openTrainingPage } from './training-page.ts';
import { showTraining } from './training-progress.ts';

/** Result of a training command. */
export interface TrainedRun {
  readonly runFolder: string;
  readonly language: Language;
  readonly outcome: TrainingOutcome;
  /** Score of the best checkpoint; null after an interruption or a pause, or without a test split. */
  readonly test: SplitScore | null;
}

/** Runs `longrange train`. */
export async function runTrain(options: TrainOptions, context: CommandContext): Promise<ExitCode | 0> {
  const reporter = createReporter(process.stdout);
  const finished = await describeFinished(options);
  if (finished !== undefined) {
    reporter.line(finished);
    return 0;
  }
  if (!options.serve) return sayNext(await trainRun(options, context, reporter), options, reporter);
  const page = await openTrainingPage(reporter);
  try {
    const trained = await trainRun(options, context, reporter, page.show);
    const exitCode = sayNext(trained, options, reporter);
    if (exitCode === 0) await page.stay();
    return exitCode;
  } finally {
    await page.close();
  }
}

/** Says what can be done with a run that has ended. @returns the exit code */
function sayNext(
  { outcome, runFolder, language }: TrainedRun,
  options: TrainOptions,
  reporter: Reporter,
): ExitCode | 0 {
  if (outcome.kind === 'interrupted') return interruptExitCode();
  if (outcome.kind === 'paused') return 0;
  const more = runsWords(options.runs);
  reporter.line();
  reporter.line(`The run is in ${runFolder}. What next:`);
  reporter.line(
    `  ${invocation(['sample', '--checkpoint', 'best', '--prompt', language.defaults.prompt, ...more])}`,
  );
  reporter.line(`  ${invocation(['eval', '--checkpoint', 'best', ...more])}`);
  return 0;
}

/**
 * Trains a new or resumed run, then scores the best checkpoint on the held-out text, holding the lock on the run.
 *
 * @param onFolder called with the run's folder before the text is read
 */
export async function trainRun(
  options: TrainOptions,
  context: CommandContext,
  reporter: Reporter,
  onFolder?: (runFolder: string) => void,
): Promise<TrainedRun> {
  const planned = await planRun(options, reporter);
  onFolder?.(planned.runFolder);
  try {
    const ready = await prepareTraining(planned, options, reporter);
    const outcome = await runTraining(ready, options, context, reporter);
    return await finish(ready, outcome, options, reporter);
  } finally {
    await planned.lock.release();
  }
}

/** Trains until the run ends, pauses or is interrupted. The model is disposed of then. */
async function runTraining(
  { plan, engine, material: { model, corpus, corpusData } }: ReadyRun,
  options: TrainOptions,
  { commandLine }: CommandContext,
  reporter: Reporter,
): Promise<TrainingOutcome> {
  const { runFolder, lock, start, config } = plan;
  await removeOutcome(runFolder);
  const show = showTraining(reporter);
  let mostSteps: number | null = null;
  const outcome = await withTensorBoard(options, runFolder, reporter, (track) =>
    withInterrupt(
      (signal) =>
        train({
          model,
          corpusData,
          config: config.training,
          runFolder,
          lock,
          resume: start?.isSameRun ? start.checkpoint : undefined,
          from: start?.isSameRun ? undefined : start?.checkpoint,
          stopAtStep: options.until,
          signal,
          scalesLoss: engine.precision === 'mixed_float16',
          onEvent: (event) => {
            show(event);
            if (event.type === 'start') mostSteps = event.totalSteps;
            track(event);
          },
          provenance: provenanceOf(plan, corpus, engine, commandLine),
        }),
      () => reporter.line('interrupted: finishing the step and saving; Ctrl-C again quits at once'),
    ),
  );
  model.dispose();
  reportOutcome(outcome, mostSteps, config.training.maxMinutes, reporter);
  return outcome;
}

/** Scores and records a run that has ended; says how to resume one that has not. */
async function finish(
  { plan: { runFolder, config }, material }: ReadyRun,
  outcome: TrainingOutcome,
  { runs }: TrainOptions,
  reporter: Reporter,
): Promise<TrainedRun> {
  const language = resolveLanguage([{ run: basename(runFolder), corpus: config.corpus }]) ?? defaultLanguage;
  if (outcome.kind === 'interrupted' || outcome.kind === 'paused') {
    reporter.line(`Resume with: ${invocation(['train', '--resume', 'latest', ...runsWords(runs)])}`);
    return { runFolder, language, outcome, test: null };
  }
  const scores = await reportScores(runFolder, outcome, material, reporter);
  await writeOutcome(runFolder, outcome, scores);
  return { runFolder, language, outcome, test: scores.find(({ split }) => split === 'test') ?? null };
}

/** Part of `config.json` besides the trainer's own; `run/run-record.ts` reads it again. */
function provenanceOf(
  { config }: RunPlan,
  corpus: Corpus,
  { engine, threads, variant, precision, reason, passedOver }: EngineChoice,
  command: string,
): Record<string, unknown> {
  const { statistics, sha256, sources, packages } = corpus;
  return {
    command,
    preset: config.preset,
    deviations: deviationsOf(findPreset(config.preset), precision),
    versions: versions(),
    engine: { engine, threads, variant, precision, reason, passedOver },
    corpus: {
      config: { ...config.corpus, sources: pinnedSources(config.corpus.sources, corpus) },
      sha256,
      sources,
      ...(packages.length > 0 && { packages }),
      documents: statistics.documents,
      characters: statistics.characters,
      statistics,
    },
  };
}

function reportOutcome(
  outcome: TrainingOutcome,
  mostSteps: number | null,
  maxMinutes: number | null,
  reporter: Reporter,
): void {
  const { kind, step, charactersSeen, elapsedSeconds, checkpoint } = outcome;
  const isCut = kind === 'completed' && outcome.reachedLimit === 'minutes' && mostSteps !== null;
  const word = {
    completed: 'trained',
    'early-stopped': 'stopped early',
    paused: 'paused',
    interrupted: 'saved',
  }[kind];
  const most = isCut ? ` of at most ${formatCount(mostSteps)}` : '';
  const why = isCut ? `the time limit of ${maxMinutes} minutes came first; ` : '';
  const amount = `${formatCount(step)}${most} steps, ${formatCount(charactersSeen)} characters, ${formatDuration(elapsedSeconds)}`;
  reporter.fact(word, `${amount}; ${why}${checkpoint.folder}`);
}

/** @returns the scores of the test split and of the whole projects that are held out, if any */
async function reportScores(
  runFolder: string,
  { checkpoint }: TrainingOutcome,
  material: TrainingMaterial,
  reporter: Reporter,
): Promise<SplitScore[]> {
  const best = bestCheckpoint(await listCheckpoints(runFolder)) ?? checkpoint;
  const test = await scoreSplit('test', best, material, reporter);
  if (test === null) reporter.fact('test', 'not measured: the test split has no text');
  const projects = await scoreSplit('projects', best, material, reporter);
  const scores = [test, projects].filter((score) => score !== null);
  for (const score of scores) reportScore(score, best, material.corpus, reporter);
  return scores;
}

function reportScore(
  { split, characters, bits, low, high }: SplitScore,
  checkpoint: CheckpointReference,
  corpus: Corpus,
  reporter: Reporter,
): void {
  const interval =
    low === null || high === null
      ? 'no interval: fewer than three documents'
      : `95 % interval ${formatBits(low)} to ${formatBits(high)}`;
  const amount = `${formatCount(characters)} characters of the ${split} split`;
  const isValidation = split === 'test' && corpus.splitOptions.kind === 'contiguous';
  const which = isValidation ? ', which here is the validation split' : ', other files than those trained on';
  reporter.fact(
    split,
    `${formatBits(bits)} bits per character (${interval}; ${amount}${which}; ${basename(checkpoint.folder)}, state carried)`,
  );
}

/**
 * Bits per character of a checkpoint (metric 9), on as much of a held-out split as `longrange eval` reads, with the state carried through each document.
 * Null for a split without text.
 */
async function scoreSplit(
  split: HeldOutSplit,
  checkpoint: CheckpointReference,
  { corpus, tokenizer }: TrainingMaterial,
  reporter: Reporter,
): Promise<SplitScore | null> {
  const documents = asSeenBy(
    { alphabet: tokenizer.vocabulary },
    splitSource(corpus.split(split)).choose(evaluationDefaults.maxCharacters),
  );
  if (charactersOf(documents) === 0) return null;
  const model = (await readModel(checkpoint.folder)).load();
  const texts = documents.map(({ text }) => text);
  const scores = await model.score(texts, {
    resetEvery: null,
    onShare: (share) => reporter.progress({ label: `scoring the ${split} split`, share, detail: '' }),
  });
  model.dispose();
  reporter.clear();
  const read = documents.map(({ path: name }, index) => ({ name, logProbabilities: scores[index]! }));
  const { characters, carried } = summarizeScores(
    { name: 'model', stateful: true },
    { carried: read, reset: null },
    { split },
  );
  return carried && { split, characters, bits: carried.bits, low: carried.low, high: carried.high };
}
