import type { EncodedSplit } from '@longrange/corpus';
import type { PlannedTrial } from '@longrange/sweep/internal';
import type { RunConfig } from '@longrange/trainer';
import { stepTimer } from '@longrange/trainer/internal';
import { loadConfiguredCorpus } from '../corpus/load-data.ts';
import { trainingMemory } from '../model/memory-needs.ts';
import type { Reporter } from '../terminal/reporter.ts';
import type { OpenSweep } from './open-sweep.ts';
import { locateSources } from './sources.ts';
import { configOf } from './trial-settings.ts';

/** Maximum kinds of steps to measure, for about a second each; the cost of others is scaled from the nearest one by number of parameters. */
const MOST_MEASURED = 8;

/** Time per character of validation, which has no backward pass, as a fraction of that of a step. */
const VALIDATION_SHARE = 1 / 3;

/** Trainings whose steps cost the same. */
interface Kind {
  readonly config: RunConfig;
  readonly parameters: number;
  /** Characters that its trials train on, and that their validations read. */
  readonly characters: { trained: number; validated: number };
  /** Seconds of trials that end by the clock. */
  clockSeconds: number;
}

/** Estimates the seconds of all trials in sequence: steps and validations, without startup, evaluation and work already on disk. */
export async function estimateSeconds(
  open: OpenSweep,
  trials: readonly PlannedTrial[],
  reporter: Reporter,
): Promise<number> {
  const kinds = new Map<string, Kind>();
  const corpora = new Map<string, Promise<Splits>>();
  for (const trial of trials) {
    const config = configOf(trial);
    const { batchSize, microBatchSize, sequenceLength, gradientLength, resetEvery, maxMinutes } =
      config.training;
    const shape = [batchSize, microBatchSize, sequenceLength, gradientLength, resetEvery];
    const key = JSON.stringify([config.model, ...shape]);
    const kind = kinds.get(key) ?? {
      config,
      parameters: trainingMemory(config).parameters,
      clockSeconds: 0,
      characters: { trained: 0, validated: 0 },
    };
    kinds.set(key, kind);
    const { trained, validated } = await charactersOf(config, open, corpora, reporter);
    if (Number.isFinite(trained)) {
      kind.characters.trained += trained;
      kind.characters.validated += validated;
    } else kind.clockSeconds += (maxMinutes ?? 0) * 60;
  }
  const secondsOf = await measureKinds([...kinds.values()], reporter);
  return [...kinds.values()].reduce((sum, kind) => {
    const { trained, validated } = kind.characters;
    return sum + kind.clockSeconds + (trained + VALIDATION_SHARE * validated) * secondsOf(kind);
  }, 0);
}

/** Characters of the training and the validation split. */
interface Splits {
  readonly train: number;
  readonly validation: number;
}

const UNREAD: Splits = { train: Number.POSITIVE_INFINITY, validation: Number.POSITIVE_INFINITY };

/** Returns infinity if only the clock ends the training. The text is read only if epochs are counted. */
async function charactersOf(
  { training, corpus }: RunConfig,
  open: OpenSweep,
  corpora: Map<string, Promise<Splits>>,
  reporter: Reporter,
): Promise<Kind['characters']> {
  const load = async (): Promise<Splits> => {
    const sources = await locateSources(corpus.sources, open.base);
    const read = await loadConfiguredCorpus({ ...corpus, sources }, reporter);
    return { train: read.split('train').characters, validation: read.split('validation').characters };
  };
  const key = JSON.stringify(corpus);
  if (training.epochs !== null && !corpora.has(key)) corpora.set(key, load());
  return charactersWithin(training, (await corpora.get(key)) ?? UNREAD);
}

/** Returns the characters that a training trains on and that its validations read, including the one at the end. */
export function charactersWithin(
  training: RunConfig['training'],
  { train, validation }: Splits,
): Kind['characters'] {
  const { batchSize, sequenceLength, validationEverySteps, validationMaxCharacters } = training;
  const trained = Math.min(
    training.maxCharacters ?? Number.POSITIVE_INFINITY,
    training.epochs === null ? Number.POSITIVE_INFINITY : training.epochs * train,
  );
  const steps = trained / (batchSize * sequenceLength);
  const validations = validationEverySteps === 0 ? 1 : Math.ceil(steps / validationEverySteps);
  // If the text was not read, its validation split is assumed to be a tenth of the training characters.
  const read = Math.min(validation, validationMaxCharacters ?? 0.1 * trained);
  return { trained, validated: validations * read };
}

/** Measures some kinds. @returns seconds per trained character of any kind */
async function measureKinds(kinds: readonly Kind[], reporter: Reporter): Promise<(kind: Kind) => number> {
  const counted = kinds
    .filter(({ characters }) => characters.trained > 0)
    .sort((a, b) => a.parameters - b.parameters);
  const every = Math.max(1, Math.ceil(counted.length / MOST_MEASURED));
  const measured = new Map<Kind, number>();
  for (const kind of counted.filter((_, index) => index % every === 0)) {
    reporter.progress({
      label: 'measuring a step',
      share: measured.size / Math.min(counted.length, MOST_MEASURED),
      detail: '',
    });
    measured.set(kind, await measureStep(kind.config));
  }
  reporter.clear();
  return (kind) => {
    const ratio = (other: Kind): number => Math.abs(Math.log(kind.parameters / other.parameters));
    const [nearest] = [...measured.keys()].sort((a, b) => ratio(a) - ratio(b));
    if (nearest === undefined) return 0;
    return (measured.get(nearest)! * kind.parameters) / nearest.parameters;
  };
}

/** About as large as for a corpus of Python; the duration of a step hardly depends on it. */
const VOCABULARY = Array.from({ length: 96 }, (_, index) => String.fromCharCode(32 + index));
/** The first steps compile and allocate. */
const WARM_UP_STEPS = 2;
const MOST_STEPS = 50;
const LONG_ENOUGH_MS = 1000;

/** Measures the seconds per character of training with these settings on the engine in use, with about a second of steps on made-up text. */
async function measureStep({ model, training }: RunConfig): Promise<number> {
  const text = madeUpText(training.batchSize * (training.sequenceLength + 1) * 4);
  const timer = stepTimer({ ...model, vocabulary: VOCABULARY }, training, text);
  try {
    for (let step = 0; step < WARM_UP_STEPS; step++) await timer.step();
    let seconds = 0;
    let steps = 0;
    const startMs = performance.now();
    for (; steps === 0 || (steps < MOST_STEPS && performance.now() - startMs < LONG_ENOUGH_MS); steps++)
      seconds += 1 / (await timer.step());
    return seconds / steps;
  } finally {
    timer.dispose();
  }
}

function madeUpText(characters: number): EncodedSplit {
  const ids = Uint8Array.from(
    { length: characters },
    (_, index) => (index * index + (index >> 3)) % VOCABULARY.length,
  );
  return { ids, documents: [{ path: 'made-up.txt', start: 0, end: characters }], unknownCharacters: 0 };
}
