import { LongrangeError } from '@longrange/errors';

/** What is used of `node-llama-cpp`, which need not be installed. */
export interface LlamaLibrary {
  readonly LlamaLogLevel: { readonly error: unknown };
  getLlama(options: object): Promise<{ loadModel(options: { modelPath: string }): Promise<LlamaModel> }>;
  readGgufFileInfo(
    path: string,
    options: { ignoreKeys: readonly string[] },
  ): Promise<{
    metadata: unknown;
    tensorInfo?: readonly { readonly dimensions: readonly (number | bigint)[] }[];
  }>;
}

export interface LlamaModel {
  readonly trainContextSize: number;
  readonly typeDescription: string;
  readonly tokens: {
    readonly bos: number | null;
    readonly eos: number | null;
    readonly shouldPrependBosToken: boolean;
  };
  tokenize(text: string): number[];
  createContext(options: object): Promise<LlamaContext>;
  dispose(): Promise<void>;
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

const NAME = 'node-llama-cpp';

/** @throws LongrangeError `LLAMA_MISSING` */
export async function loadLibrary(): Promise<LlamaLibrary> {
  try {
    return (await import(NAME)) as LlamaLibrary;
  } catch (cause) {
    throw new LongrangeError({
      code: 'LLAMA_MISSING',
      message: `Expected the npm package ${NAME}, which reads GGUF files, got: ${String(cause).split('\n')[0]}`,
      hint: `npm install ${NAME}@3.21 (with --ignore-scripts where scripts are not to run; its libraries are in the packages it depends on).`,
      exitCode: 2,
    });
  }
}
