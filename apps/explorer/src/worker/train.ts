import type { Language, MinimalPair } from '@longrange/code';
import { LongrangeError, showControls, type TextDocument } from '@longrange/errors';
import type { PairCurves, ScoredPair } from '@longrange/eval/internal';
import { pairCurves, planPairs, scorePairs } from '@longrange/eval/internal';
import { writeSafetensors } from '@longrange/formats/safetensors';
import { CharacterModel } from '@longrange/model';
import {
  beginLearning,
  endLearning,
  type Learning,
  makeBatcher,
  resolveConfig,
  takeStep,
  validate,
} from '@longrange/trainer/learning';
import type { Family } from './choices.ts';
import { languageOf } from './language.ts';

/** Settings that the user chooses. */
export interface TrainingSettings {
  readonly family: Family;
  readonly units: number;
  /** Characters to read in total, repeating a shorter text. */
  readonly characters: number;
  readonly seed: number;
  /** Id of the text's language, by default the first. */
  readonly language?: string | undefined;
}

/** A training that has been prepared. */
export interface BegunTraining {
  readonly description: string;
  readonly parameters: number;
  /** Characters to learn from, and held out. */
  readonly learned: number;
  readonly heldOut: number;
  /** Number of pairs of held-out brackets behind the curves. */
  readonly pairs: number;
}

/** Progress of a training, and the new results to show. */
export interface TrainPart {
  readonly step: number;
  readonly totalSteps: number;
  /** Characters read so far, and per second. */
  readonly characters: number;
  readonly perSecond: number;
  /** Mean bits per character of the text read since the last reported value; null in between. */
  readonly bits: number | null;
  /** Bits per character of the held-out text; null if it was not read in this part. */
  readonly heldOutBits: number | null;
  /** Shares of held-out brackets that *show* and *decide*, by distance; null if they were not scored in this part. */
  readonly curves: PairCurves | null;
}

/** Minimum length of the text: nine tenths of it fill a batch. */
const LEAST_CHARACTERS = 2000;
/** Maximum length of the text, so that it fits in memory several times. */
const MOST_CHARACTERS = 2 ** 24;
/** Largest alphabet: a larger output layer would take most of the time. */
const MOST_DIFFERENT = 1024;
/** Share of the text to learn from; the rest, its end, is held out. */
const LEARNED_SHARE = 0.9;
/** Maximum number of characters of held-out text to read for its bits. */
const MOST_VALIDATED = 8192;
/** Maximum number of held-out pairs in each doubling of the distance, and number of pairs scored at once. */
const [PER_BUCKET, TOGETHER] = [12, 24];
/** Number of points of the loss curve, of the curve of held-out bits, and of surveys of the pairs. */
const [POINTS, VALIDATIONS, SURVEYS] = [200, 15, 8];

/** A small network that learns a text in memory, step by step. */
export class Training {
  readonly begun: BegunTraining;
  readonly #learning: Learning;
  readonly #language: Language;
  readonly #heldOut: EncodedText;
  readonly pairs: readonly MinimalPair[];
  /** Steps after which the held-out text was last read, and its pairs scored. */
  readonly #last = { validation: 0, survey: 0 };
  /** Pairs that have been scored after this step. */
  #scored: ScoredPair[] = [];
  #isRunning = false;
  #isOver = false;

  /** @throws LongrangeError EXPLORER_TEXT for a text that cannot be learned from, CONFIG_INVALID */
  constructor(documents: readonly TextDocument[], settings: TrainingSettings) {
    const { family, units, characters, seed } = settings;
    this.#language = languageOf(settings.language);
    const { learned, heldOut } = divide(documents);
    const vocabulary = alphabetOf(learned);
    const isOfBlocks = family === 'mingru';
    const sizes = isOfBlocks && { embeddingSize: units, mlpSize: 2 * units, layers: 2 };
    const { model: hyperparameters, training } = resolveConfig({
      preset: 'quick',
      model: { network: family, units, ...sizes },
      training: {
        maxCharacters: characters,
        maxMinutes: null,
        seed,
        // More and larger steps than the preset: from 300,000 characters, layers learn 0.4 bits more per character in the same time.
        batchSize: 8,
        ...(!isOfBlocks && { learningRate: 0.012 }),
      },
    });
    const steps = characters / (training.batchSize * training.sequenceLength);
    const config = { ...training, logEverySteps: Math.max(1, Math.round(steps / POINTS)) };
    const model = CharacterModel.initialize({ ...hyperparameters, vocabulary }, { seed });
    const batcher = makeBatcher(encode(model, learned), { model, config });
    this.#learning = beginLearning({ model, config, batcher });
    this.#heldOut = encode(model, heldOut);
    this.pairs = planPairs(heldOut, {
      language: this.#language,
      seed,
      perBucket: PER_BUCKET,
      alphabet: model.alphabet,
    });
    this.begun = {
      description: model.description,
      parameters: model.parameterCount,
      learned: lengthOf(learned),
      heldOut: lengthOf(heldOut),
      pairs: this.pairs.length,
    };
  }

  /** Continues to the end, or until the stream is ended. The same seed and text give the same weights, however often it is paused. */
  async *run(): AsyncGenerator<TrainPart, void, undefined> {
    if (this.#isRunning) throw problem('Expected one training at a time, got another while it runs.');
    this.#isRunning = true;
    try {
      while (!this.#isOver) {
        const { step } = this.#learning.progress;
        if (this.#isDue('validation', VALIDATIONS)) yield await this.#validate();
        else if (this.#isDue('survey', SURVEYS)) yield await this.#survey();
        else if (step === this.#learning.totalSteps) break;
        else yield this.#part({ bits: (await takeStep(this.#learning))?.bitsPerCharacter ?? null });
      }
    } finally {
      this.#isRunning = false;
      if (this.#isOver) this.#release();
    }
  }

  /** Returns the network as it is now: a `.safetensors` file with its vocabulary and its language. */
  async keep(): Promise<Uint8Array> {
    const { model } = this.#learning;
    const weights = { config: model.config, values: await model.values() };
    return writeSafetensors(weights, { language: this.#language.id });
  }

  /** Ends the training after the current step. */
  dispose(): void {
    this.#isOver = true;
    if (!this.#isRunning) this.#release();
  }

  #release(): void {
    endLearning(this.#learning);
    this.#learning.model.dispose();
  }

  /** Returns true if something that is to be done `times` times in all is due after this step. */
  #isDue(what: 'validation' | 'survey', times: number): boolean {
    const { progress, totalSteps } = this.#learning;
    const { step } = progress;
    const every = Math.max(1, Math.round(totalSteps! / times));
    return step !== this.#last[what] && (step % every === 0 || step === totalSteps);
  }

  #part(told: Partial<Pick<TrainPart, 'bits' | 'heldOutBits' | 'curves'>>): TrainPart {
    const { progress, totalSteps, throughput } = this.#learning;
    return {
      bits: null,
      heldOutBits: null,
      curves: null,
      step: progress.step,
      totalSteps: totalSteps!,
      characters: progress.charactersSeen,
      perSecond: throughput.charactersPerSecond,
      ...told,
    };
  }

  async #validate(): Promise<TrainPart> {
    const { model, config, progress } = this.#learning;
    const options = { ...config, maxCharacters: MOST_VALIDATED };
    const { lossNats, characters } = await validate(model, this.#heldOut, options);
    this.#last.validation = progress.step;
    return this.#part({ heldOutBits: characters === 0 ? null : lossNats / characters / Math.LN2 });
  }

  /** Scores some of the pairs after this step, and returns the curves after the last. */
  async #survey(): Promise<TrainPart> {
    const { model, progress } = this.#learning;
    const asked = this.#scored.length;
    this.#scored.push(...(await scorePairs(model, this.pairs.slice(asked, asked + TOGETHER))));
    if (this.#scored.length < this.pairs.length) return this.#part({});
    const curves = pairCurves(this.#scored);
    this.#scored = [];
    this.#last.survey = progress.step;
    return this.#part({ curves });
  }
}

/** @throws LongrangeError EXPLORER_TEXT if there is none */
export function begun(training: Training | null): Training {
  if (training === null) throw problem('Expected a training that has begun, got none.');
  return training;
}

type EncodedText = Parameters<typeof makeBatcher>[0];

/** Cuts off the last tenth, at the beginning of a line if one is near. */
function divide(documents: readonly TextDocument[]): { learned: TextDocument[]; heldOut: TextDocument[] } {
  const texts = documents.map(({ path, text }) => ({ path, text: text.replace(/\r\n?/g, '\n') }));
  const length = lengthOf(texts);
  if (length < LEAST_CHARACTERS)
    throw problem(`Expected at least ${LEAST_CHARACTERS} characters to learn from, got ${length}.`);
  if (length > MOST_CHARACTERS)
    throw problem(`Expected at most ${MOST_CHARACTERS} characters to learn from, got ${length}.`);
  const binary = texts.find(({ text }) => text.includes('\0'));
  if (binary !== undefined)
    throw problem(`Expected text, got ${showControls(binary.path)}, which is binary (a NUL character).`);
  let left = Math.floor(LEARNED_SHARE * length);
  const [learned, heldOut]: TextDocument[][] = [[], []];
  for (const { path, text } of texts) {
    const line = text.lastIndexOf('\n', left) + 1;
    const cut = left >= text.length ? text.length : line > 0.8 * left ? Math.min(line, left) : left;
    left = Math.max(0, left - text.length);
    if (cut > 0) learned!.push({ path, text: text.slice(0, cut) });
    if (cut < text.length) heldOut!.push({ path, text: text.slice(cut) });
  }
  return { learned: learned!, heldOut: heldOut! };
}

/** Distinct characters, in the order of code points. */
function alphabetOf(documents: readonly TextDocument[]): string[] {
  const all = new Set(documents.flatMap(({ text }) => [...new Set(text)]));
  if (all.size < 2) throw problem(`Expected text of different characters, got ${all.size}.`);
  if (all.size > MOST_DIFFERENT)
    throw problem(
      `Expected text of at most ${MOST_DIFFERENT} different characters, got ${all.size}.`,
      'train on more than a page has time for with `longrange train`.',
    );
  return [...all].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
}

function encode(model: CharacterModel, documents: readonly TextDocument[]): EncodedText {
  const parts = documents.map(({ text }) => model.encode(text).tokens);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const ids = model.alphabet.length <= 256 ? new Uint8Array(length) : new Uint16Array(length);
  let end = 0;
  const spans = parts.map((part, index) => {
    const start = end;
    ids.set(part, start);
    end += part.length;
    return { path: documents[index]!.path, start, end };
  });
  return { ids, documents: spans };
}

function lengthOf(documents: readonly TextDocument[]): number {
  return documents.reduce((sum, { text }) => sum + text.length, 0);
}

function problem(message: string, hint?: string): LongrangeError {
  return new LongrangeError({ code: 'EXPLORER_TEXT', message, hint });
}
