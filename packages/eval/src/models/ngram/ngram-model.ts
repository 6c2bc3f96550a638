import { streamAt } from '@longrange/code/internal';
import { LongrangeError, parseOptions } from '@longrange/errors';
import { z } from 'zod';
import { nextTurn } from '../../statistics/next-turn.ts';
import { eachInTurn } from '../batches.ts';
import { checkTexts, checkWriting, progressCallback, REPORT_EVERY } from '../check-texts.ts';
import { drawPlace } from '../draw-place.ts';
import type { BranchedText, LanguageModel, Reading, TextWriter, WritingOptions } from '../language-model.ts';
import { buildContextTree } from './context-tree.ts';
import {
  DistributionVisitor,
  ProbabilityVisitor,
  type Smoothing,
  smoothKneserNey,
  walkContexts,
} from './smoothing.ts';
import type { SymbolArray } from './suffix-array.ts';
import { BOUNDARY, TextIndex } from './text-index.ts';

/** Number of prompts continued between turns of the event loop. */
const PROMPTS_AT_ONCE = 16;

const trainingSchema = z.strictObject({
  /** The n of the n-gram: each character is predicted from at most n − 1 characters before it. 20 by default. */
  order: z.int().min(2).max(65).default(20),
  /** Receives the progress, from 0 to 1. The first half is one long turn of the event loop. */
  onProgress: progressCallback,
});

/** Options of `NgramModel.train`. */
export interface NgramOptions extends z.input<typeof trainingSchema> {}

/**
 * A character n-gram model with interpolated modified Kneser–Ney smoothing (Chen & Goodman 1999): exact counts of every context of up to
 * `order` − 1 characters, from the suffix array of the training text. Deterministic.
 *
 * The shortest context is smoothed with the uniform distribution over the training text's characters and one more, which stands for all
 * unknown characters and gives them its probability. Over these, probabilities sum to 1. A document's beginning is a context of its own,
 * and no context reaches beyond it.
 */
export class NgramModel implements LanguageModel, TextWriter {
  readonly name: string;
  readonly stateful = false;
  readonly alphabet: readonly string[];
  /** The n of the n-gram: each character is predicted from at most n − 1 characters before it. */
  readonly order: number;
  /** The training text, in which `measureSubject` looks for copies. */
  readonly index: TextIndex;
  readonly #smoothing: Smoothing;

  private constructor(index: TextIndex, smoothing: Smoothing, order: number) {
    this.name = `${order}-gram`;
    this.alphabet = index.table.codeUnits.slice(1).map((code) => String.fromCharCode(code));
    this.order = order;
    this.index = index;
    this.#smoothing = smoothing;
  }

  /**
   * Counts a training text, which takes about 30 bytes of memory for each character meanwhile.
   *
   * @throws LongrangeError `NGRAM_OPTIONS`, also for an order outside 2 … 65; `NGRAM_EMPTY` without text
   */
  static async train(documents: readonly string[], options: NgramOptions = {}): Promise<NgramModel> {
    const context = { code: 'NGRAM_OPTIONS', subject: 'options of NgramModel.train' };
    const { order, onProgress } = parseOptions(trainingSchema, options, context);
    const index = new TextIndex(documents);
    if (index.characters === 0) throw noText(documents.length);
    const tree = await buildContextTree(index, order - 1, (share) => onProgress?.((1 + share) / 2));
    return new NgramModel(index, smoothKneserNey(tree), order);
  }

  /** Natural logarithms of the probability of each UTF-16 code unit, unknown ones included. There is no state to reset. */
  async score(texts: readonly string[]): Promise<Float32Array[]> {
    checkTexts('texts', texts);
    const visitor = new ProbabilityVisitor(this.#smoothing);
    return eachInTurn(texts, (text) => {
      const symbols = this.index.table.encode(text);
      const scores = new Float32Array(text.length);
      for (let i = 0; i < text.length; i++) scores[i] = this.#logProbabilityAt(symbols, i + 1, visitor);
      return scores;
    });
  }

  async predict(readings: readonly Reading[]): Promise<Float32Array[]> {
    return eachInTurn(readings, ({ text, at }) => {
      const symbols = this.index.table.encode(text);
      const rows = new Float32Array(at.length * this.alphabet.length);
      for (const [row, offset] of at.entries()) {
        const probabilities = this.#distributionAt(symbols, offset + 1);
        for (let i = 0; i < this.alphabet.length; i++) {
          rows[row * this.alphabet.length + i] = Math.log(probabilities[i + 1]!);
        }
      }
      return rows;
    });
  }

  async continuations(texts: readonly BranchedText[]): Promise<Float32Array[]> {
    return eachInTurn(texts, ({ text, branches }) => {
      const symbols = this.index.table.encode(text);
      const visitor = new ProbabilityVisitor(this.#smoothing);
      return Float32Array.from(branches, ({ at, continuation }) => {
        const context = symbols.subarray(Math.max(0, at + 2 - this.order), at + 1);
        const added = this.index.table.encode(continuation).subarray(1);
        if (added.some((symbol) => symbol > this.alphabet.length)) return Number.NaN;
        const whole = this.index.table.createArray(context.length + added.length);
        whole.set(context);
        whole.set(added, context.length);
        let sum = 0;
        for (let i = context.length; i < whole.length; i++) sum += this.#logProbabilityAt(whole, i, visitor);
        return sum;
      });
    });
  }

  /** Continues prompts; only the longest context at their end matters. */
  async complete(prompts: readonly string[], options: WritingOptions): Promise<string[]> {
    checkWriting(prompts, options);
    const { length, temperature, seed, isDone, onShare } = options;
    const { table } = this.index;
    const written: string[] = [];
    for (const [index, prompt] of prompts.entries()) {
      const random = streamAt(seed, index);
      // One symbol more than a context, since the boundary before a document is a symbol, too.
      const context = table.encode(prompt).subarray(-this.order);
      const symbols = table.createArray(context.length + length);
      symbols.set(context);
      let text = '';
      while (text.length < length && isDone?.(index, text) !== true) {
        const end = Math.min(length, text.length + REPORT_EVERY);
        while (text.length < end) {
          const position = context.length + text.length;
          // The first entry is the boundary's, the last one that of unknown characters.
          const known = this.#distributionAt(symbols, position).subarray(1, -1);
          const place = drawPlace(known, temperature, random);
          symbols[position] = place + 1;
          text += this.alphabet[place]!;
        }
      }
      written.push(text);
      onShare?.((index + 1) / prompts.length);
      if (index % PROMPTS_AT_ONCE === 0) await nextTurn();
    }
    return written;
  }

  #logProbabilityAt(symbols: SymbolArray, position: number, visitor: ProbabilityVisitor): number {
    visitor.start(symbols[position]!, 1 / (this.alphabet.length + 1));
    walkContexts(this.#smoothing.tree, symbols, position, visitor);
    return Math.log(visitor.probability);
  }

  #distributionAt(symbols: SymbolArray, position: number): Float64Array {
    const size = this.alphabet.length;
    const probabilities = new Float64Array(size + 2).fill(1 / (size + 1));
    probabilities[BOUNDARY] = 0;
    const visitor = new DistributionVisitor(this.#smoothing, probabilities);
    walkContexts(this.#smoothing.tree, symbols, position, visitor);
    return probabilities;
  }
}

function noText(documents: number): LongrangeError {
  return new LongrangeError({
    code: 'NGRAM_EMPTY',
    message: `Expected at least one character to train an n-gram model on, got ${documents === 0 ? 'no documents' : 'empty documents only'}.`,
    hint: 'give training documents that hold text.',
  });
}
