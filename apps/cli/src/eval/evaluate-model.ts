import { dirname } from 'node:path';
import { LongrangeError } from '@longrange/errors';
import type { Result } from '@longrange/eval';
import { buildDocumentScores, toTally } from '@longrange/eval/comparison';
import {
  measureModel,
  NGRAM_CHARACTERS,
  predicts,
  samplingRecord,
  scoreRenamed,
  trainNgram,
} from '@longrange/eval/evaluation';
import { readMetrics } from '@longrange/trainer/internal';
import { wrongUsage } from '../cli/wrong-usage.ts';
import { chooseDocuments, heldOutRecord } from '../corpus/held-out.ts';
import { loadCorpusOf, reportContamination } from '../corpus/load-data.ts';
import { tryFolder } from '../files/try-folder.ts';
import { trainedOf } from '../model/model-source.ts';
import { readOutcome, readRunRecord } from '../run/run-record.ts';
import { versions } from '../run/versions.ts';
import { endProcess, interruptExitCode, withInterrupt } from '../terminal/interrupt.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { openUnderTest } from '../under-test/open.ts';
import type { AskedModel } from '../under-test/under-test.ts';
import { runControls } from './controls.ts';
import { alphabetOf, chooseTexts, describeScored } from './evaluation-set.ts';
import { HELD_OUT_PROMPTS, promptsFor } from './sample-prompts.ts';
import type { EvalContext } from './stages.ts';
import { fitWithin } from './within-minutes.ts';

/** Measurements of a model, and its part of a result. */
export type ModelEvaluation = Awaited<ReturnType<typeof evaluateModel>>;

/** Measures a model of any kind on held-out code, as far as that is possible, beside an n-gram of the training text. */
export async function evaluateModel(context: EvalContext, words: string) {
  const { options } = context;
  const startMs = performance.now();
  const candidate = await openUnderTest(words, options, context.reporter);
  try {
    return await evaluateCandidate(context, words, candidate, startMs);
  } finally {
    await candidate.close();
  }
}

async function evaluateCandidate(
  context: EvalContext,
  words: string,
  {
    source,
    training,
    outputPrefix,
    limits,
    ask,
    provenance,
    prompt,
  }: Awaited<ReturnType<typeof openUnderTest>>,
  startMs: number,
) {
  const { options, reporter, parser } = context;
  await tryFolder(options.output ?? dirname(outputPrefix));
  const corpus = await loadCorpusOf({ training }, options, reporter);
  reporter.detail(
    'corpus',
    `${corpus.sources.join(', ')}: as ${training === null ? 'specified' : 'it was in training'} (SHA-256 ${corpus.sha256.slice(0, 12)}…)`,
  );
  if (training === null) {
    const text = `the ${options.heldOut} split of ${corpus.sources.join(', ')}; the model must not have been trained on it`;
    reporter.fact('measured on', text);
  }
  const contamination = limits === null ? await reportContamination(corpus, reporter) : [];
  const train = corpus.split('train');
  const ngram = await trainNgram(context.stage, chooseDocuments(train, NGRAM_CHARACTERS), train.characters);
  const { set, renamed, scored } = await chooseTexts(corpus, limits, options, parser);
  const alphabet = alphabetOf(set.heldOut, set.drawn ?? [], renamed?.written ?? []);
  const asked = ask(alphabet);
  const { model, record, report } = asked;
  const { minutes } = options;
  if (minutes !== undefined && asked.pace === undefined)
    throw wrongUsage({
      code: 'USAGE',
      message: `Expected --minutes with a model that tells probabilities, got ${words}, which reports only what it writes.`,
      hint: 'leave --minutes out.',
    });
  const fit = minutes === undefined ? undefined : fitWithin(minutes, startMs, asked, reporter);
  const { evidence, prompts } = await sayingWhatIsKept(asked, reporter, async () => {
    const prompts =
      limits === null
        ? undefined
        : await promptsFor(model, set.drawn ?? set.heldOut, parser, set.sampling, reporter);
    const whole = { ...set, fit, prompts, beside: { ngram } };
    const onForecast = fit === undefined ? asked.onForecast : undefined;
    return { prompts, evidence: await measureModel(context, model, whole, onForecast) };
  });
  if (evidence.samples.every(({ subject, text }) => subject !== 'model' || text === ''))
    throw new LongrangeError({
      code: 'ENDPOINT_ANSWER',
      message: `Expected texts from ${words}, got only empty ones.`,
      hint: 'a reasoning model may have spent all of its tokens on reasoning.',
    });
  const renaming =
    renamed &&
    predicts(model) &&
    (await scoreRenamed(context, renamed, [
      { model, bits: evidence.bits[0]! },
      { model: ngram, bits: evidence.bits[1]! },
    ]));
  // Controls show what networks like ours can learn; they train on the engine, which runs only for ours.
  const controls = model.inside && !options.skipControls ? await runControls(context) : [];
  report();
  const { tallies, figures, documents, ranges, pairs } = evidence;
  const runRecord = training && (await readRunRecord(training.runFolder));
  const outcome = training && (await readOutcome(training.runFolder));
  const { maxMinutes = null } = runRecord?.config.training ?? {};
  const isCut = outcome?.reachedLimit === 'minutes' && maxMinutes !== null;
  const entry = { ...record(), ...(isCut && { endedAfterMinutes: maxMinutes }) };
  const isScoredInPart = scored !== null && evidence.bits.length > 0;
  // Scores of continuations are not those of samples from the beginning, which comparisons ask for.
  const sampling = { ...samplingRecord(set.sampling), ...(prompts && { prompt: HELD_OUT_PROMPTS }) };
  const trained = trainedOf({ training, record: runRecord });
  return {
    evidence,
    source,
    heldOut: set.heldOut,
    probes: { ...evidence.probes, controls },
    /** Cost of renaming; null if held-out code keeps its names. */
    renaming: renaming || null,
    /** Beginning of the path of the results. */
    outputPrefix,
    /** The part of the training text that the n-gram was trained on. */
    trainingText: ngram.index,
    /** The model's scores document by document, for comparisons. */
    documentScores: buildDocumentScores({
      ...{ versions: versions(), model: entry, suite: options.suite, sampling },
      trainingSeed: training?.seed ?? null,
      ...(trained !== undefined && { trained }),
      corpusSha256: corpus.sha256,
      heldOut: {
        ...heldOutRecord(documents, options.heldOut),
        ...(limits && { beginnings: limits.readable }),
      },
      ...(ranges !== undefined && { ranges }),
      ...(pairs !== undefined && { pairs }),
      tallies: [...tallies],
      figures: figures.map(toTally),
    }),
    model: isScoredInPart ? { ...entry, description: describeScored(entry.description, scored) } : entry,
    contamination: contamination.map(({ copies, ...rest }) => ({ ...rest, copies: [...copies] })),
    training: training === null ? [] : await readTrainingCurve(training.runFolder, training.step),
    provenance: {
      ...provenance,
      corpusSha256: corpus.sha256,
      sampling: prompt === undefined || prompts ? sampling : { ...sampling, prompt },
      ngram: { characters: ngram.index.characters, of: train.characters },
    },
    seeds: {
      ...(training !== null && { training: training.seed }),
      ...{ sampling: options.seed, bootstrap: options.seed },
    },
  };
}

/** Does work that queries a model; when interrupted, says which answers are kept. */
function sayingWhatIsKept<T>({ kept }: AskedModel, reporter: Reporter, work: () => Promise<T>): Promise<T> {
  if (kept === undefined) return work();
  return withInterrupt(work, () => {
    reporter.clear();
    reporter.line(`stopped     every answer so far is in ${kept}; the same command goes on from there`);
    endProcess(interruptExitCode());
  });
}

type CurvePoint = Result['training'][number];

/** Maximum number of points of the training loss: a chart shows no more. */
const MOST_STEP_POINTS = 400;

/** Returns the training curve up to a checkpoint's step: every validation loss, and training losses averaged over equal intervals. */
export async function readTrainingCurve(runFolder: string, lastStep: number): Promise<CurvePoint[]> {
  const lines = (await readMetrics(runFolder)).filter(({ step }) => step <= lastStep);
  const steps = lines.filter((line) => line.type === 'step');
  const size = Math.max(1, Math.ceil(steps.length / MOST_STEP_POINTS));
  const points: CurvePoint[] = [];
  for (let from = 0; from < steps.length; from += size) {
    const some = steps.slice(from, from + size);
    const { step, charactersSeen: characters } = some.at(-1)!;
    const bits = some.reduce((sum, { bitsPerCharacter }) => sum + bitsPerCharacter, 0) / some.length;
    points.push({ step, characters, trainBits: bits, validationBits: null });
  }
  for (const { type, step, charactersSeen: characters, bitsPerCharacter } of lines)
    if (type === 'validation')
      points.push({ step, characters, trainBits: null, validationBits: bitsPerCharacter });
  return points.sort((a, b) => a.step - b.step);
}
