/** What is used of `node-llama-cpp`, which need not be installed. */
export interface LlamaLibrary {
  readonly LlamaLogLevel: { readonly error: unknown };
  getLlama(options: object): Promise<{
    loadModel(options: { modelPath: string; onLoadProgress(share: number): void }): Promise<LlamaModel>;
  }>;
}

export interface LlamaModel {
  readonly trainContextSize: number;
  readonly typeDescription: string;
  /** Bytes. */
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

export interface LlamaSequence {
  readonly nextTokenIndex: number;
  eraseContextTokenRanges(ranges: { start: number; end: number }[]): Promise<void>;
  controlledEvaluate(
    input: readonly (number | [number, object])[],
  ): Promise<readonly ({ readonly next: { readonly probabilities?: Map<number, number> } } | undefined)[]>;
  dispose(): Promise<void>;
}
