/** Questions to the process of llama.cpp (llama-child.js). Its answers come from a third-party library, so they are checked before use. */
export interface Questions {
  /** Loads the library; returns the error as a string if that fails. */
  load(question: { readonly library: string }): unknown;
  open(question: { readonly file: string }): unknown;
  context(question: ContextQuestion): unknown;
  tokenize(question: { readonly text: string }): unknown;
  /** Returns the likeliest tokens after these, of which the sequence already holds the first `common`, unless an earlier read failed. */
  read(question: ReadQuestion): unknown;
}

interface ContextQuestion {
  /** Number of tokens. */
  readonly size: number;
  readonly sequences: number;
  readonly threads: number;
}

interface ReadQuestion {
  readonly context: number;
  readonly sequence: number;
  readonly tokens: readonly number[];
  readonly common: number;
  /** Number of tokens to return; null for all. */
  readonly likeliest: number | null;
}

/** Reply to a question: signs of progress, then the answer or the error. */
export interface Message {
  readonly id: number;
  readonly progress?: true;
  readonly answer?: unknown;
  readonly thrown?: string;
}

/** The part of `node-llama-cpp` that is used here; the package need not be installed. */
export interface LlamaLibrary {
  readonly LlamaLogLevel: { readonly error: unknown };
  getLlama(options: object): Promise<{
    loadModel(options: { modelPath: string; onLoadProgress(share: number): void }): Promise<LlamaModel>;
  }>;
}

export interface LlamaModel {
  readonly trainContextSize: number;
  readonly typeDescription: string;
  /** Size in bytes. */
  readonly size: number;
  readonly tokens: {
    readonly bos: number | null;
    readonly eos: number | null;
  };
  tokenize(text: string): number[];
  createContext(options: object): Promise<LlamaContext>;
}

export interface LlamaContext {
  getSequence(): LlamaSequence;
}

interface LlamaSequence {
  readonly nextTokenIndex: number;
  eraseContextTokenRanges(ranges: { start: number; end: number }[]): Promise<void>;
  controlledEvaluate(
    input: readonly (number | [number, object])[],
  ): Promise<readonly ({ readonly next: { readonly probabilities?: Map<number, number> } } | undefined)[]>;
  dispose(): Promise<void>;
}
