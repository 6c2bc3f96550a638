import { describeValue, LongrangeError } from '@longrange/errors';
import type { LanguageModel } from '../probes/language-model.ts';
import { RandomStream } from '../statistics/random.ts';
import { sortByContext } from './context-sort.ts';
import { buildContextTrie } from './context-trie.ts';
import { walkContexts } from './context-walk.ts';
import { drawSymbol } from './draw-symbol.ts';
import { DistributionVisitor, ProbabilityVisitor, type Smoothing, smoothKneserNey } from './smoothing.ts';
import { BOUNDARY, type SymbolArray, SymbolTable } from './symbols.ts';

export interface NgramOptions {
  /** Longest context in characters, 12 if not given: a 13-gram. */
  readonly order?: number;
}

export interface NgramSampleOptions {
  /** Characters to write after the prompt. */
  readonly length: number;
  /** Samples, 1 if not given. */
  readonly count?: number;
  readonly seed: number;
  /** What every sample begins with, nothing if not given. */
  readonly prompt?: string;
  /** Divides the log probabilities; 1 if not given, 0 always takes the most probable. */
  readonly temperature?: number;
}

const LONGEST_ORDER = 64;

/**
 * A character n-gram model with interpolated modified Kneser–Ney smoothing (Chen & Goodman 1999): exact counts of every
 * context of up to `order` characters, from one sort of the training text. Deterministic.
 *
 * The shortest context is smoothed with the uniform distribution over the training text's characters and
 * one more that stands for all others; a character unknown to it gets that one's probability. Over those the
 * probabilities sum to 1. A document's beginning is a context of its own.
 */
export class NgramModel implements LanguageModel {
  readonly name: string;
  readonly stateful = false;
  readonly order: number;
  readonly #table: SymbolTable;
  readonly #smoothing: Smoothing;

  private constructor(table: SymbolTable, smoothing: Smoothing, order: number) {
    this.name = `${order + 1}-gram`;
    this.order = order;
    this.#table = table;
    this.#smoothing = smoothing;
  }

  /** @throws LongrangeError `NGRAM_ORDER`, `NGRAM_EMPTY` for an order outside 1 … 64 or no text. */
  static train(documents: readonly string[], { order = 12 }: NgramOptions = {}): NgramModel {
    if (!Number.isInteger(order) || order < 1 || order > LONGEST_ORDER) throw invalidOrder(order);
    const table = new SymbolTable(documents);
    if (table.size === 0) throw noText(documents.length);
    const text = table.encodeAll(documents);
    const sorted = sortByContext(text, table.size + 1, order);
    const trie = buildContextTrie(text, sorted, table.size + 1, order);
    return new NgramModel(table, smoothKneserNey(trie, table.size + 1), order);
  }

  /** Natural logarithms of the probability of each UTF-16 code unit given those before it, float32. */
  logProbabilities(text: string): Float32Array {
    const symbols = this.#table.encode(text);
    const scores = new Float32Array(text.length);
    const visitor = new ProbabilityVisitor(this.#smoothing);
    for (let i = 0; i < text.length; i++) {
      visitor.start(symbols[i + 1]!, 1 / (this.#table.size + 1));
      walkContexts(this.#smoothing.trie, symbols, i + 1, visitor);
      scores[i] = Math.log(visitor.probability);
    }
    return scores;
  }

  /** `logProbabilities` of each text. There is no state to reset. */
  async score(texts: readonly string[]): Promise<Float32Array[]> {
    return texts.map((text) => this.logProbabilities(text));
  }

  /** The probability of every character of the training text after `context` at a document's beginning, and of any other. */
  distribution(context: string): { characters: ReadonlyMap<string, number>; other: number } {
    const probabilities = this.#distributionAt(this.#table.encode(context), context.length + 1);
    const characters = new Map<string, number>();
    for (let symbol = 1; symbol <= this.#table.size; symbol++) {
      characters.set(String.fromCharCode(this.#table.codeUnits[symbol]!), probabilities[symbol]!);
    }
    return { characters, other: probabilities[this.#table.size + 1]! };
  }

  /** Samples, each the prompt and `length` characters of the training text's alphabet. */
  sample({ length, count = 1, seed, prompt = '', temperature = 1 }: NgramSampleOptions): string[] {
    const random = new RandomStream(seed);
    const encoded = this.#table.encode(prompt);
    return Array.from({ length: count }, () => {
      const symbols = this.#table.createArray(encoded.length + length);
      symbols.set(encoded);
      const characters: string[] = [];
      for (let position = encoded.length; position < symbols.length; position++) {
        const probabilities = this.#distributionAt(symbols, position);
        symbols[position] = drawSymbol(probabilities, this.#table.size, temperature, random);
        characters.push(String.fromCharCode(this.#table.codeUnits[symbols[position]!]!));
      }
      return prompt + characters.join('');
    });
  }

  #distributionAt(symbols: SymbolArray, position: number): Float64Array {
    const probabilities = new Float64Array(this.#table.size + 2).fill(1 / (this.#table.size + 1));
    probabilities[BOUNDARY] = 0;
    const visitor = new DistributionVisitor(this.#smoothing, probabilities);
    walkContexts(this.#smoothing.trie, symbols, position, visitor);
    return probabilities;
  }
}

function invalidOrder(order: number): LongrangeError {
  return new LongrangeError({
    code: 'NGRAM_ORDER',
    message: `Expected the n-gram's order to be an integer from 1 to ${LONGEST_ORDER}, got ${describeValue(order)}.`,
    exitCode: 2,
  });
}

function noText(documents: number): LongrangeError {
  return new LongrangeError({
    code: 'NGRAM_EMPTY',
    message: `Expected text to train an n-gram model on, got ${documents} documents without a character.`,
  });
}
